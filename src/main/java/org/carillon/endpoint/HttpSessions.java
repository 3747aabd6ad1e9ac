package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.carillon.node.Component;

/**
 * Names the HTTP sessions that our sessions are opened under, so that they can end together. A name is an attribute of
 * the HTTP session: the container changes the id when the user signs in, and nobody else shall know it.
 */
@Component
public class HttpSessions {
    private static final Logger LOG = System.getLogger(HttpSessions.class.getName());
    private static final String NAME = "org.carillon.name";
    private static final int NAME_BYTES = 16;

    private final SecureRandom random = new SecureRandom();

    /** Names nothing yet. */
    @Inject
    public HttpSessions() {}

    /** The name of the HTTP session of a request, which gets one if it has none; empty if the request has none. */
    public String name(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        try {
            return session == null ? "" : named(session);
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "The HTTP session has just ended", e);
            return "";
        }
    }

    /** The name of an HTTP session; empty if nothing of ours was opened under it. */
    public static Optional<String> known(HttpSession session) {
        return session.getAttribute(NAME) instanceof String name ? Optional.of(name) : Optional.empty();
    }

    /** One at a time, so that two requests at once find the same name. */
    private synchronized String named(HttpSession session) {
        return known(session).orElseGet(() -> {
            byte[] bytes = new byte[NAME_BYTES];
            random.nextBytes(bytes);
            String name = "http:" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            session.setAttribute(NAME, name);
            return name;
        });
    }
}
