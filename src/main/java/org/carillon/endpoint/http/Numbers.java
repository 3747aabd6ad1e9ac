package org.carillon.endpoint.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.OptionalLong;

/** Headers that are numbers. */
final class Numbers {
    /** Longer ones are not to be counted to. */
    private static final int DIGITS = 18;

    private Numbers() {}

    /** The whole number that a header is; empty if it is none, or missing. */
    static OptionalLong header(HttpServletRequest request, String name) {
        String text = request.getHeader(name);
        return text != null && text.matches("[0-9]{1," + DIGITS + "}")
                ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
