package org.carillon.call;

import jakarta.enterprise.inject.spi.AnnotatedMethod;
import jakarta.enterprise.inject.spi.AnnotatedParameter;
import jakarta.enterprise.inject.spi.Bean;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carillon.Call;
import org.carillon.Identity;

/**
 * A method of a bean that clients may call.
 *
 * @param name what clients call it
 * @param guests whether guests may
 * @param bean the bean
 * @param type the type by which the bean is asked for
 * @param method the method of that type
 * @param parameters what its parameters are, in order: {@link Identity}, or the type of the content
 */
record CallMethod(String name, boolean guests, Bean<?> bean, Class<?> type, Method method, List<Type> parameters) {
    private static final int NAME_LIMIT = 255;

    /**
     * Checks a method.
     *
     * @throws IllegalArgumentException if it cannot be served; the message names it and the remedy
     */
    static CallMethod of(Call call, Bean<?> bean, AnnotatedMethod<?> annotated) {
        Method method = annotated.getJavaMember();
        String name = call.value();
        if (name.isBlank() || name.length() > NAME_LIMIT || name.chars().anyMatch(Character::isISOControl)) {
            throw bad(method, "must have a name of 1 to " + NAME_LIMIT + " characters without control characters");
        }
        if (!Modifier.isPublic(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            throw bad(method, "must be public and not static");
        }
        Class<?> returned = method.getReturnType();
        if (Future.class.isAssignableFrom(returned) && !CompletionStage.class.isAssignableFrom(returned)) {
            throw bad(method, "returns a Future, which tells nobody when it is done: return a CompletionStage");
        }
        List<Type> parameters = annotated.getParameters().stream().map(AnnotatedParameter::getBaseType)
                .map(type -> (Type) type).toList();
        check(method, parameters);
        return onType(call, bean, method, parameters);
    }

    private static void check(Method method, List<Type> parameters) {
        long callers = parameters.stream().filter(Identity.class::equals).count();
        if (callers > 1 || parameters.size() - callers > 1) {
            throw bad(method, "may have one parameter for the content and one of type Identity, no more");
        }
        for (Type type : parameters) {
            if (!type.equals(Identity.class) && !ContentReader.readable(type)) {
                throw bad(method, "has a parameter of type " + type.getTypeName()
                        + ", which JSON-B cannot make of a content: take a class, a collection, a map or a JsonValue");
            }
        }
    }

    /** By its own class, or by an interface if the container hands out the bean by interfaces alone. */
    private static CallMethod onType(Call call, Bean<?> bean, Method method, List<Type> parameters) {
        Stream<Class<?>> types = bean.getTypes().stream().filter(type -> type instanceof Class<?>)
                .map(type -> (Class<?>) type);
        if (bean.getTypes().contains(bean.getBeanClass())) {
            types = Stream.of(bean.getBeanClass());
        }
        for (Class<?> type : types.toList()) {
            for (Method each : type.getMethods()) {
                if (each.getName().equals(method.getName())
                        && List.of(each.getParameterTypes()).equals(List.of(method.getParameterTypes()))
                        && !each.isBridge()) {
                    return new CallMethod(call.value(), call.guests(), bean, type, each, parameters);
                }
            }
        }
        throw bad(method, "is not in an interface by which its bean may be asked for: add it there");
    }

    /** Class, name and parameters, for messages. */
    String words() {
        return words(method);
    }

    private static String words(Method method) {
        return method.getDeclaringClass().getName() + '.' + method.getName() + Stream.of(method.getParameterTypes())
                .map(Class::getSimpleName).collect(Collectors.joining(", ", "(", ")"));
    }

    private static IllegalArgumentException bad(Method method, String what) {
        Call call = method.getAnnotation(Call.class);
        String name = call == null ? "" : "(\"" + call.value() + "\")";
        return new IllegalArgumentException("@Call" + name + " on " + words(method) + ' ' + what);
    }
}
