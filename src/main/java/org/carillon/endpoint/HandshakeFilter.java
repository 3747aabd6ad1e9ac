package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a handshake meets the {@link Walls}: what passes goes on with what was found out about the client.
 */
@WebFilter(filterName = "carillon-handshake", urlPatterns = CarillonEndpoint.PATH, asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Walls walls;

    @Inject
    private transient Handoff handoff;

    @Inject
    private transient Transports transports;

    /** Made by the container. */
    public HandshakeFilter() {}

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!asksForWebSocket(request)) {
            // Not 426, which needs the header Upgrade: Payara sends no end of an answer that has it.
            walls.refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "upgrade",
                    "This address speaks WebSocket.");
            return;
        }
        Optional<Handshake> handshake = walls.pass(request, response);
        if (handshake.isPresent()) {
            handoff.during(handshake.get(), () -> chain.doFilter(transports.upgrading(request), response));
        }
    }

    /** Without {@code Connection: Upgrade} WildFly would upgrade all the same and Payara fail (BadFramesIT). */
    private static boolean asksForWebSocket(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
                && Collections.list(request.getHeaders("Connection")).stream()
                        .flatMap(line -> Stream.of(line.split(",")))
                        .anyMatch(word -> word.strip().equalsIgnoreCase("upgrade"));
    }
}
