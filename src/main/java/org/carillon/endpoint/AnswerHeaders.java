package org.carillon.endpoint;

import jakarta.servlet.http.HttpServletResponse;

/**
 * What each answer tells browsers besides itself. No answer says that pages of other hosts may read it. What a portal
 * has said already is kept.
 */
public final class AnswerHeaders {
    private static final String NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'none'";
    /** The client may be the whole of a worker, whose policy this then is: it connects to where a page says. */
    private static final String CLIENT = "default-src 'none'; script-src 'self'; connect-src *; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    private AnswerHeaders() {}

    /** For what is data and no page: nothing is to be kept, shown, framed or guessed of it. */
    public static void data(HttpServletResponse response) {
        unlessSet(response, "Cache-Control", "no-store");
        put(response, NOTHING);
    }

    /** For the files of the browser client. */
    public static void client(HttpServletResponse response) {
        put(response, CLIENT);
    }

    private static void put(HttpServletResponse response, String policy) {
        unlessSet(response, "Content-Security-Policy", policy);
        unlessSet(response, "X-Content-Type-Options", "nosniff");
        unlessSet(response, "X-Frame-Options", "DENY");
        unlessSet(response, "Referrer-Policy", "no-referrer");
    }

    private static void unlessSet(HttpServletResponse response, String name, String value) {
        if (!response.containsHeader(name)) {
            response.setHeader(name, value);
        }
    }
}
