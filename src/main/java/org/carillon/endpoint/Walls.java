package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.audit.Audit;
import org.carillon.audit.AuditEvent;
import org.carillon.limit.QuietLine;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.session.Drain;

/**
 * What whoever wants a session has to pass, by whatever way: a request that must not become one is answered with a
 * status and one line, alike on every container.
 */
@Component
public class Walls {
    private static final Logger LOG = System.getLogger(Walls.class.getName());
    private static final int DEVICE_LIMIT = 64;

    private final OriginPolicy origins;
    private final SignIn signIn;
    private final HttpSessions httpSessions;
    private final Drain drain;
    private final Admission admission;
    private final Metrics metrics;
    private final Audit audit;
    private final ClientAddress addresses;
    private final QuietLine strangers;

    @Inject
    Walls(OriginPolicy origins, SignIn signIn, HttpSessions httpSessions, Drain drain, Admission admission,
            Metrics metrics, Audit audit, ClientAddress addresses, @Own Clock clock) {
        this.origins = origins;
        this.signIn = signIn;
        this.httpSessions = httpSessions;
        this.drain = drain;
        this.admission = admission;
        this.metrics = metrics;
        this.audit = audit;
        this.addresses = addresses;
        this.strangers = new QuietLine(LOG, Level.INFO, clock);
    }

    /** What is found out about the client; empty if the request had to be refused, and has been answered. */
    public Optional<Handshake> pass(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (drain.draining()) {
            refuse(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "shutdown",
                    "The server is stopping.");
        } else if (passed(admission.arriving(request), response) && passOrigin(request, response)
                && passUrl(request, response)) {
            Optional<Handshake> handshake = identify(request, response);
            return passed(handshake.flatMap(admission::as), response) ? handshake : Optional.empty();
        }
        return Optional.empty();
    }

    /** Whether no limit forbids it; otherwise the request has been answered. */
    private boolean passed(Optional<Admission.Refusal> refusal, HttpServletResponse response) throws IOException {
        if (refusal.isPresent()) {
            Admission.Refusal why = refusal.get();
            response.setHeader("Retry-After", Long.toString(why.seconds()));
            // The audit log has it from the limit.
            response.getOutputStream().write(answer(response, why.status(), why.limit().tag(), why.line()));
        }
        return refusal.isEmpty();
    }

    /** Whether the page's origin is allowed; otherwise the request has been answered. */
    public boolean passOrigin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean allowed = origins.allows(request);
        if (!allowed) {
            strangers.log(() -> origins.remedy(Optional.ofNullable(request.getHeader("Origin")),
                    Optional.ofNullable(request.getHeader("Host")).orElse("")));
            refuse(request, response, HttpServletResponse.SC_FORBIDDEN, "origin", "This origin is not allowed.");
        }
        return allowed;
    }

    private boolean passUrl(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (hasTokenInUrl(request)) {
            refuse(request, response, HttpServletResponse.SC_UNAUTHORIZED, "token_in_url",
                    "A token in the URL is refused; use the header Authorization, a subprotocol entry or a ticket.");
            return false;
        }
        if (!deviceUsable(request)) {
            refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "device",
                    "The parameter 'device' must be a text of 1 to " + DEVICE_LIMIT
                            + " characters without control characters; a client without a name leaves it out.");
            return false;
        }
        return true;
    }

    private static boolean hasTokenInUrl(HttpServletRequest request) {
        return Query.value(request, "token").isPresent() || Query.value(request, "access_token").isPresent();
    }

    private static boolean deviceUsable(HttpServletRequest request) {
        return Query.value(request, "device").map(name -> !name.isEmpty() && name.length() <= DEVICE_LIMIT
                && name.chars().noneMatch(Character::isISOControl)).orElse(true);
    }

    private Optional<Handshake> identify(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            return Optional.of(signIn.read(request).from(
                    Query.value(request, "device").orElse(""), httpSessions.name(request)));
        } catch (RefusedException e) {
            if (e.code() == ErrorCode.UNAVAILABLE) {
                refuse(request, response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, "store",
                        "Try again: " + e.getMessage());
                return Optional.empty();
            }
            response.setHeader("WWW-Authenticate", "Bearer");
            refuse(request, response, HttpServletResponse.SC_UNAUTHORIZED, "token", "Not signed in: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Answers with a status and one line, and notes the reason. */
    public void refuse(HttpServletRequest request, HttpServletResponse response, int status, String reason, String line)
            throws IOException {
        response.getOutputStream().write(refusal(request, response, status, reason, line));
    }

    /** As {@link #refuse}, for an answer that is written by others; what they have to write. */
    public byte[] refusal(
            HttpServletRequest request, HttpServletResponse response, int status, String reason, String line) {
        String origin = Optional.ofNullable(request.getHeader("Origin")).orElse("");
        audit.note(new AuditEvent.Refused(reason, addresses.of(request), origin, ""));
        return answer(response, status, reason, line);
    }

    private byte[] answer(HttpServletResponse response, int status, String reason, String line) {
        metrics.count("carillon.handshakes.refused", "Handshakes refused before the upgrade", "reason", reason);
        byte[] body = (line + '\n').getBytes(StandardCharsets.UTF_8);
        AnswerHeaders.data(response);
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLength(body.length);
        return body;
    }
}
