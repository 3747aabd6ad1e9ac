package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.endpoint.BearerTokens;
import org.carillon.node.Settings;
import org.carillon.session.Tickets;

/** {@code POST /api/tickets} with a bearer token: answers with a ticket for one handshake. */
@WebServlet(name = "carillon-tickets", urlPatterns = "/api/tickets")
public class TicketServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient BearerTokens tokens;

    @Inject
    private transient Tickets tickets;

    @Inject
    private transient Settings settings;

    /** Made by the container. */
    public TicketServlet() {}

    @Override
    Ticket answer(HttpServletRequest request) {
        Identity identity = tokens.fromHeader(request).orElseThrow(() -> new RefusedException(
                ErrorCode.UNAUTHENTICATED, "send the token in the header Authorization, as 'Bearer TOKEN'"));
        return new Ticket(tickets.issue(identity), settings.auth().ticketLife().toSeconds());
    }

    /**
     * A ticket.
     *
     * @param ticket goes into the URL of one handshake, as {@code ?ticket=}
     * @param life for how many seconds it is valid
     */
    public record Ticket(String ticket, long life) {}
}
