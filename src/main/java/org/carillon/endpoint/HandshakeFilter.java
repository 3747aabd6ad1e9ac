package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;
import org.carillon.RefusedException;
import org.carillon.node.Metrics;
import org.carillon.session.Drain;

/**
 * The first wall: answers a handshake that must not become a session with a status and one line, alike on every
 * container. What passes goes on with what was found out about the client.
 */
@WebFilter(filterName = "carillon-handshake", urlPatterns = CarillonEndpoint.PATH, asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(HandshakeFilter.class.getName());
    private static final int DEVICE_LIMIT = 64;

    @Inject
    private transient OriginPolicy origins;

    @Inject
    private transient SignIn signIn;

    @Inject
    private transient Handoff handoff;

    @Inject
    private transient Drain drain;

    @Inject
    private transient Transports transports;

    @Inject
    private transient Metrics metrics;

    /** Made by the container. */
    public HandshakeFilter() {}

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!asksForWebSocket(request)) {
            // Not 426, which needs the header Upgrade: Payara sends no end of an answer that has it.
            refuse(response, HttpServletResponse.SC_BAD_REQUEST, "upgrade", "This address speaks WebSocket.");
        } else if (drain.draining()) {
            refuse(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "shutdown", "The server is stopping.");
        } else if (!originAllowed(request)) {
            refuse(response, HttpServletResponse.SC_FORBIDDEN, "origin", "This origin is not allowed.");
        } else if (hasTokenInUrl(request)) {
            refuse(response, HttpServletResponse.SC_UNAUTHORIZED, "token_in_url",
                    "A token in the URL is refused; use the header Authorization, a subprotocol entry or a ticket.");
        } else if (!deviceUsable(request)) {
            refuse(response, HttpServletResponse.SC_BAD_REQUEST, "device",
                    "The parameter 'device' must be a text of 1 to " + DEVICE_LIMIT
                            + " characters without control characters; a client without a name leaves it out.");
        } else {
            identify(request, response, chain);
        }
    }

    private static boolean deviceUsable(HttpServletRequest request) {
        return Query.value(request, "device").map(name -> !name.isEmpty() && name.length() <= DEVICE_LIMIT
                && name.chars().noneMatch(Character::isISOControl)).orElse(true);
    }

    private void identify(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Handshake handshake;
        try {
            handshake = signIn.read(request).from(Query.value(request, "device").orElse(""));
        } catch (RefusedException e) {
            response.setHeader("WWW-Authenticate", "Bearer");
            refuse(response, HttpServletResponse.SC_UNAUTHORIZED, "token", "Not signed in: " + e.getMessage());
            return;
        }
        handoff.during(handshake, () -> chain.doFilter(transports.upgrading(request), response));
    }

    /** Without {@code Connection: Upgrade} WildFly would upgrade all the same and Payara fail (BadFramesIT). */
    private static boolean asksForWebSocket(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
                && Collections.list(request.getHeaders("Connection")).stream()
                        .flatMap(line -> Stream.of(line.split(",")))
                        .anyMatch(word -> word.strip().equalsIgnoreCase("upgrade"));
    }

    private static boolean hasTokenInUrl(HttpServletRequest request) {
        return Query.value(request, "token").isPresent() || Query.value(request, "access_token").isPresent();
    }

    private boolean originAllowed(HttpServletRequest request) {
        Optional<String> origin = Optional.ofNullable(request.getHeader("Origin"));
        String host = Optional.ofNullable(request.getHeader("Host")).orElse("");
        boolean allowed = origins.allows(origin, request.getScheme(), host);
        if (!allowed) {
            LOG.log(Level.INFO, () -> origins.remedy(origin, host));
        }
        return allowed;
    }

    private void refuse(HttpServletResponse response, int status, String reason, String line) throws IOException {
        metrics.count("carillon.handshakes.refused", "Handshakes refused before the upgrade", "reason", reason);
        byte[] body = (line + '\n').getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
