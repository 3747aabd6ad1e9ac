package org.carillon.call;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.carillon.node.Component;
import org.jspecify.annotations.Nullable;

/** Finds and calls methods of the portal's beans, each with a request context of its own. */
@Component
class Invoker {
    private final BeanManager beans;
    private final CallExtension methods;
    private final Instance<RequestContextController> contexts;

    @Inject
    Invoker(BeanManager beans, Instance<RequestContextController> contexts) {
        this.beans = beans;
        this.methods = beans.getExtension(CallExtension.class);
        this.contexts = contexts;
    }

    /** The method that clients call by a name. */
    Optional<CallMethod> find(String name) {
        return methods.find(name);
    }

    /**
     * Calls a method.
     *
     * @throws InvocationTargetException with what the method threw
     */
    @Nullable Object invoke(CallMethod method, @Nullable Object[] arguments) throws ReflectiveOperationException {
        RequestContextController context = contexts.get();
        boolean activated = context.activate();
        try {
            return invokeBean(method, arguments);
        } finally {
            if (activated) {
                context.deactivate();
            }
            contexts.destroy(context);
        }
    }

    private @Nullable Object invokeBean(CallMethod method, @Nullable Object[] arguments)
            throws ReflectiveOperationException {
        CreationalContext<?> creation = beans.createCreationalContext(method.bean());
        Object result = null;
        try {
            Object bean = beans.getReference(method.bean(), method.type(), creation);
            method.method().trySetAccessible();
            result = method.method().invoke(bean, arguments);
            return result;
        } finally {
            if (method.bean().getScope() == Dependent.class) {
                release(creation, result);
            }
        }
    }

    /** A bean that was made for this call alone goes when the answer is known. */
    private static void release(CreationalContext<?> creation, @Nullable Object result) {
        if (result instanceof CompletionStage<?> later) {
            later.whenComplete((value, failure) -> creation.release());
        } else {
            creation.release();
        }
    }
}
