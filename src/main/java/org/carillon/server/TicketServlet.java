package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.endpoint.BearerTokens;
import org.carillon.endpoint.ContainerLogin;
import org.carillon.endpoint.OriginPolicy;
import org.carillon.node.Settings;
import org.carillon.session.Tickets;

/**
 * {@code POST /api/tickets} with a bearer token, or of a user whom the container has signed in and then with an empty
 * JSON object: answers with a ticket for one handshake, of the same origin if the request had one.
 */
@WebServlet(name = "carillon-tickets", urlPatterns = "/api/tickets")
public class TicketServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient BearerTokens tokens;

    @Inject
    private transient ContainerLogin login;

    @Inject
    private transient OriginPolicy origins;

    @Inject
    private transient Tickets tickets;

    @Inject
    private transient Settings settings;

    /** Made by the container. */
    public TicketServlet() {}

    @Override
    Ticket answer(HttpServletRequest request) throws IOException {
        boolean bearer = BearerTokens.offered(request) || request.getUserPrincipal() == null;
        Identity identity = bearer ? byToken(request) : byLogin(request);
        return new Ticket(tickets.issue(identity, Optional.ofNullable(request.getHeader("Origin"))),
                settings.auth().ticketLife().toSeconds());
    }

    private Identity byToken(HttpServletRequest request) {
        return tokens.fromHeader(request).orElseThrow(() -> new RefusedException(ErrorCode.UNAUTHENTICATED,
                "send the token in the header Authorization, as 'Bearer TOKEN', or sign in to the portal"));
    }

    /** Browsers send the login along with what any page asks for; the ticket is for ours alone. */
    private Identity byLogin(HttpServletRequest request) throws IOException {
        if (!origins.allows(request)) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "this origin is not allowed");
        }
        body(request);
        return login.of(request).orElseThrow(() -> new RefusedException(
                ErrorCode.UNAUTHENTICATED, "the login has just ended"));
    }

    /**
     * A ticket.
     *
     * @param ticket goes into the URL of one handshake, as {@code ?ticket=}
     * @param life for how many seconds it is valid
     */
    public record Ticket(String ticket, long life) {}
}
