package org.carillon.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.carillon.Call;
import org.carillon.Identity;
import org.junit.jupiter.api.Test;

/** What stops a deployment, and what does not, with the real container of beans. */
class CallExtensionTest {
    private static final String LONG = "a name of more than 255 characters                                           "
            + "                                                                                              "
            + "                                                                                              ";

    @ApplicationScoped
    static class One {
        @Call("same")
        public void one() {}
    }

    @ApplicationScoped
    static class Two {
        @Call("same")
        public void two(String content) {}
    }

    @ApplicationScoped
    static class Nameless {
        @Call(" ")
        public void nameless() {}
    }

    @ApplicationScoped
    static class LongName {
        @Call(LONG)
        public void longName() {}
    }

    @ApplicationScoped
    static class Hidden {
        @Call("hidden")
        void hidden() {}
    }

    @ApplicationScoped
    static class TwoContents {
        @Call("two")
        public void two(String first, int second) {}
    }

    @ApplicationScoped
    static class TwoCallers {
        @Call("two")
        public void two(Identity first, Identity second) {}
    }

    @ApplicationScoped
    static class Unreadable {
        @Call("who")
        public void who(Principal caller) {}
    }

    @ApplicationScoped
    static class Variable {
        @Call("any")
        public <T> void any(List<T> content) {}
    }

    @ApplicationScoped
    static class Waiting {
        @Call("wait")
        public Future<String> waiting() {
            throw new IllegalStateException("not called");
        }
    }

    interface Business {
        void business(Map<String, List<Integer>> content, Identity caller);
    }

    @ApplicationScoped
    @Typed(Business.class)
    static class ByInterface implements Business {
        @Override
        @Call("business")
        public void business(Map<String, List<Integer>> content, Identity caller) {}
    }

    @ApplicationScoped
    @Typed(Runnable.class)
    static class NotInInterface implements Runnable {
        @Call("other")
        public void other() {}

        @Override
        public void run() {}
    }

    private static SeContainer deploy(Class<?>... beans) {
        return SeContainerInitializer.newInstance().disableDiscovery().addExtensions(new CallExtension())
                .addBeanClasses(beans).initialize();
    }

    private static void assertStopped(String words, Class<?>... beans) {
        assertThatThrownBy(() -> deploy(beans).close()).hasStackTraceContaining(words);
    }

    @Test
    void deploy_twoMethodsOfOneName_stopsNamingBoth() {
        assertStopped("One.one()", One.class, Two.class);
        assertStopped("Two.two(String)", One.class, Two.class);
        assertStopped("@Call(\"same\")", One.class, Two.class);
    }

    @Test
    void deploy_methodThatCannotBeServed_stopsNamingIt() {
        assertStopped("Nameless.nameless() must have a name of 1 to 255", Nameless.class);
        assertStopped("LongName.longName() must have a name of 1 to 255", LongName.class);
        assertStopped("Hidden.hidden() must be public", Hidden.class);
        assertStopped("TwoContents.two(String, int) may have one parameter", TwoContents.class);
        assertStopped("TwoCallers.two(Identity, Identity) may have one", TwoCallers.class);
        assertStopped("Unreadable.who(Principal) has a parameter of type java.security.Principal", Unreadable.class);
        assertStopped("Variable.any(List) has a parameter of type java.util.List<T>", Variable.class);
        assertStopped("Waiting.waiting() returns a Future", Waiting.class);
        assertStopped("NotInInterface.other() is not in an interface", NotInInterface.class);
    }

    @Test
    void deploy_beanByInterfaceAlone_isFoundThere() {
        CallExtension extension = new CallExtension();
        try (SeContainer container = SeContainerInitializer.newInstance().disableDiscovery()
                .addExtensions(extension).addBeanClasses(ByInterface.class).initialize()) {
            assertThat(container.isRunning()).isTrue();
            assertThat(extension.find("business").orElseThrow().type()).isEqualTo(Business.class);
            assertThat(extension.find("other")).isEmpty();
        }
    }
}
