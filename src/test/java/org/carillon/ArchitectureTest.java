package org.carillon;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carillon.session.Transport;
import org.jspecify.annotations.NullMarked;

/** The one direction of imports: a package imports only what is below it. */
@AnalyzeClasses(packages = "org.carillon", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "org.carillon";
    private static final String API = "";

    /** What each package may import of ours: the layers below it, by name within the root. */
    private static final Map<String, Set<String>> BELOW = Map.ofEntries(
            Map.entry("server", Set.of("endpoint", "endpoint.http", "inbox", "call", "channel", "history", "presence",
                    "session", "cluster", "cluster.memory", "cluster.file", "cluster.redis", "limit", "audit",
                    "protocol", "node", API)),
            Map.entry("demo", Set.of(API)),
            Map.entry("endpoint", Set.of("endpoint.transport", "endpoint.undertow", "endpoint.tyrus", "inbox", "call",
                    "channel", "history", "presence", "session", "cluster", "limit", "audit", "protocol", "node",
                    API)),
            Map.entry("endpoint.http",
                    Set.of("endpoint", "endpoint.transport", "session", "cluster", "protocol", "node", API)),
            Map.entry("endpoint.undertow", Set.of("endpoint.transport", "session", "protocol", API)),
            Map.entry("endpoint.tyrus", Set.of("endpoint.transport", "session", "protocol", API)),
            Map.entry("endpoint.transport", Set.of("session", "protocol", "node", API)),
            Map.entry("inbox", Set.of("channel", "session", "cluster", "protocol", "node", API)),
            Map.entry("call", Set.of("session", "protocol", "node", API)),
            Map.entry("channel", Set.of("history", "presence", "session", "cluster", "limit", "protocol", "node", API)),
            Map.entry("history", Set.of("session", "cluster", "protocol", "node", API)),
            Map.entry("presence", Set.of("session", "cluster", "protocol", "node", API)),
            Map.entry("session", Set.of("cluster", "limit", "audit", "protocol", "node", API)),
            Map.entry("cluster", Set.of("protocol", "node", API)),
            Map.entry("cluster.memory", Set.of("cluster", "limit", "protocol", "node", API)),
            Map.entry("cluster.file", Set.of("cluster", "limit", "protocol", "node", API)),
            Map.entry("cluster.redis", Set.of("cluster", "limit", "protocol", "node", API)),
            Map.entry("limit", Set.of("audit", "node", API)),
            Map.entry("audit", Set.of("node", API)),
            Map.entry("protocol", Set.of(API)),
            Map.entry("node", Set.of(API)),
            Map.entry(API, Set.of()));

    @ArchTest
    static void packages_importOnlyWhatIsBelow(JavaClasses all) {
        for (Map.Entry<String, Set<String>> layer : new TreeMap<>(BELOW).entrySet()) {
            String[] forbidden = BELOW.keySet().stream()
                    .filter(other -> !other.equals(layer.getKey()) && !layer.getValue().contains(other))
                    .map(ArchitectureTest::qualified).toArray(String[]::new);
            noClasses().that().resideInAPackage(qualified(layer.getKey()))
                    .should(dependOnClassesThat(resideInAnyPackage(forbidden)))
                    .allowEmptyShould(true).check(all);
        }
    }

    @ArchTest
    static void packages_areAllInThePicture(JavaClasses all) {
        assertThat(all.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .isSubsetOf(BELOW.keySet().stream().map(ArchitectureTest::qualified).toList());
    }

    @ArchTest
    static final ArchRule CYCLES = slices().matching("org.carillon.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SOCKETS = noClasses().that().resideOutsideOfPackage("org.carillon.endpoint..")
            .should().dependOnClassesThat().resideInAPackage("jakarta.websocket..");

    @ArchTest
    static final ArchRule ADAPTERS = noClasses().that()
            .doNotHaveFullyQualifiedName("org.carillon.server.AdapterChoice")
            .and().resideOutsideOfPackage("org.carillon.cluster.*")
            .should().dependOnClassesThat().resideInAPackage("org.carillon.cluster.*");

    @ArchTest
    static final ArchRule DEMO = classes().that().resideInAPackage("org.carillon.demo..")
            .should().onlyDependOnClassesThat(resideInAnyPackage(
                    "org.carillon", "org.carillon.demo..", "jakarta..", "org.eclipse.microprofile.config..", "java..",
                    "org.jspecify.annotations.."))
            .because("it proves that the public API is enough for a portal");

    @ArchTest
    static final ArchRule STATIC_STATE = fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule STATIC_CONTENTS = noFields().that().areStatic()
            .should().haveRawType(assignableTo(ConcurrentMap.class))
            .orShould().haveRawType(assignableTo(ThreadLocal.class))
            .orShould().haveRawType(resideInAPackage("java.util.concurrent.atomic"))
            .because("a redeploy must find nothing of the deployment before");

    @ArchTest
    static final ArchRule LOGGING = noClasses().should().dependOnClassesThat(resideInAPackage("java.util.logging"))
            .orShould().accessField(System.class, "out").orShould().accessField(System.class, "err")
            .orShould().callMethod(Throwable.class, "printStackTrace")
            .because("System.Logger is what both servers route to their logs");

    @ArchTest
    static final ArchRule THREADS = noClasses().should().dependOnClassesThat()
            .areAssignableTo(Executors.class)
            .orShould().dependOnClassesThat().areAssignableTo(Timer.class)
            .orShould().callConstructor(Thread.class, Runnable.class)
            .because("threads are the container's");

    @ArchTest
    static final ArchRule LOCKS = methods().that().haveModifier(JavaModifier.SYNCHRONIZED)
            .should(new ArchCondition<>("not call a transport") {
                @Override
                public void check(JavaMethod method, ConditionEvents events) {
                    method.getMethodCallsFromSelf().stream()
                            .filter(call -> call.getTargetOwner().isAssignableTo(Transport.class))
                            .forEach(call -> events.add(SimpleConditionEvent.violated(call, call.getDescription())));
                }
            }).because("no lock is held while something is sent");

    @ArchTest
    static void packages_sayTheirDutyAndAreNullMarked(JavaClasses all) {
        Stream<String> packages = all.stream().map(JavaClass::getPackageName).distinct();
        List<String> marked = all.stream().filter(each -> each.getSimpleName().equals("package-info"))
                .filter(each -> each.isAnnotatedWith(NullMarked.class)).map(JavaClass::getPackageName).toList();

        assertThat(packages).as("each has a package-info.java with @NullMarked").isSubsetOf(marked);
    }

    private static String qualified(String layer) {
        return layer.isEmpty() ? ROOT : ROOT + '.' + layer;
    }
}
