package org.carillon.endpoint.http;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.carillon.endpoint.Query;
import org.carillon.endpoint.Transports;
import org.carillon.endpoint.Walls;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;

/**
 * A path of sessions without WebSocket. Each request has a header of ours, which no page of another site can send: its
 * browser would ask us before, and gets no answer.
 */
abstract class FallbackServlet extends HttpServlet {
    static final String SESSION = "Carillon-Session";
    static final String NEW = "new";
    private static final long serialVersionUID = 1L;
    private static final String UNKNOWN = "There is no such session, or it has ended.";

    @Inject
    private transient Settings settings;

    @Inject
    private transient Walls walls;

    @Inject
    private transient Relay relay;

    @Inject
    private transient Transports transports;

    private final boolean waits;
    private final List<String> methods;

    /** A path whose requests may wait for their answers, or not, and have one of these methods. */
    FallbackServlet(boolean waits, String... methods) {
        this.waits = waits;
        this.methods = List.of(methods);
    }

    /** Answers a request of one of the methods, with the value of its header. */
    abstract void answer(HttpServletRequest request, HttpServletResponse response, String session)
            throws IOException;

    /** Whether requests have a body. */
    boolean takesBody() {
        return false;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean whole = PostBody.here(request);
        Runnable abandon = whole ? () -> { } : transports.abandoning();
        request.setAttribute(PostBody.ABANDON, abandon);
        try {
            judge(request, response, whole || takesBody());
        } finally {
            if (!request.isAsyncStarted()) {
                abandon.run();
            }
        }
    }

    private void judge(HttpServletRequest request, HttpServletResponse response, boolean bodyAllowed)
            throws IOException {
        String session = request.getHeader(SESSION);
        if (!settings.fallback().enabled()) {
            refuse(request, response, HttpServletResponse.SC_NOT_FOUND, "off",
                    "Use a WebSocket (carillon.fallback is false).");
        } else if (!methods.contains(request.getMethod())) {
            response.setHeader("Allow", String.join(", ", methods));
            refuse(request, response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "method", "Use another method.");
        } else if (session == null || session.isEmpty()) {
            refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "session", "The header " + SESSION
                    + " is missing: 'new', or the address of a session.");
        } else if (!bodyAllowed) {
            refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "body", "This path takes no body.");
        } else if (waits && !request.isAsyncSupported()) {
            refuseToWait(request, response);
        } else {
            answer(request, response, session);
        }
    }

    private void refuseToWait(HttpServletRequest request, HttpServletResponse response) throws IOException {
        refuse(request, response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "async",
                "A filter of the application on " + request.getServletPath()
                        + " must say that it supports asynchronous requests.");
    }

    /** Whether the origin of a request for an open session is allowed, by us or by the node that passed it on. */
    boolean passOrigin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        return Relay.passedOn(request) || walls.passOrigin(request, response);
    }

    /** Answers a request for a session that is not here: maybe another node has it. */
    void answerElsewhere(HttpServletRequest request, HttpServletResponse response, String session)
            throws IOException {
        // A portal that moved the servlet did so on all its nodes.
        Optional<URI> other = Relay.passedOn(request)
                ? Optional.empty() : relay.elsewhere(session, request.getServletPath());
        if (other.isEmpty()) {
            refuseUnknown(request, response);
        } else if (request.isAsyncSupported()) {
            relay.pass(request, response, other.get(), () -> walls.refusal(
                    request, response, HttpServletResponse.SC_NOT_FOUND, "unknown", UNKNOWN));
        } else {
            refuseToWait(request, response);
        }
    }

    Walls walls() {
        return walls;
    }

    Settings settings() {
        return settings;
    }

    void refuse(HttpServletRequest request, HttpServletResponse response, int status, String reason, String line)
            throws IOException {
        walls.refuse(request, response, status, reason, line);
    }

    void refuseUnknown(HttpServletRequest request, HttpServletResponse response) throws IOException {
        refuse(request, response, HttpServletResponse.SC_NOT_FOUND, "unknown", UNKNOWN);
    }

    /** How a session of this request is spoken to. */
    static Format format(HttpServletRequest request) {
        return new Format(Dialect.JSONL, Query.value(request, "chunks").filter("1"::equals).isPresent(), false);
    }
}
