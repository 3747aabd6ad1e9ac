package org.carillon;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets clients call a public method of a bean: {@code call {id, method, content}} is answered {@code result {id,
 * content}}.
 *
 * <pre>{@code
 * @Call("order.price")
 * public Price price(Order order, Identity caller) { … }
 * }</pre>
 *
 * <p>The method may have, in any order, a parameter for the content (any type that JSON-B reads, {@link Content}, a
 * text or a {@code jakarta.json.JsonValue}) and one of type {@link Identity} for the caller. It returns anything that
 * JSON-B writes, {@link Content}, nothing, or a {@code CompletionStage} of those. It runs on a thread of the container
 * with a request context of its own, which ends when the method returns. A {@link RefusedException} reaches the client
 * with its code and its message; anything else that is thrown is logged, and the client is told {@code internal}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Call {

    /** The name that clients call, 1 to 255 characters; no other method may have it. */
    String value();

    /** Whether guests may call it, too. */
    boolean guests() default false;
}
