package org.carillon.call;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.carillon.Call;

/** Finds the methods that clients may call while the container deploys; one that cannot be served stops it. */
public class CallExtension implements Extension {
    private final Map<String, CallMethod> methods = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /** Made by the container. */
    public CallExtension() {}

    /** Looks at a bean of the portal, an enterprise bean too. */
    void found(@Observes ProcessManagedBean<?> event) {
        for (AnnotatedMethod<?> method : event.getAnnotatedBeanClass().getMethods()) {
            Call call = method.getAnnotation(Call.class);
            if (call != null && !method.getJavaMember().isBridge()) {
                try {
                    add(CallMethod.of(call, event.getBean(), method));
                } catch (IllegalArgumentException e) {
                    problems.add(e.getMessage());
                }
            }
        }
    }

    private void add(CallMethod method) {
        CallMethod other = methods.putIfAbsent(method.name(), method);
        if (other != null) {
            problems.add("@Call(\"" + method.name() + "\") is on two methods, " + other.words() + " and "
                    + method.words() + ": give one of them another name");
        }
    }

    /** Stops a deployment with methods that cannot be served. */
    void check(@Observes AfterDeploymentValidation event) {
        problems.forEach(problem -> event.addDeploymentProblem(new DeploymentException(problem)));
    }

    /** The method of a name. */
    public Optional<CallMethod> find(String name) {
        return Optional.ofNullable(methods.get(name));
    }
}
