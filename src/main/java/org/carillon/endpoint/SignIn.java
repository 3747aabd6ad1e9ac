package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.audit.Way;
import org.carillon.node.Component;
import org.carillon.node.Settings;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.session.Tickets;

/**
 * Finds out who a client is, by the first of these that is present: the container's login, the header
 * {@code Authorization}, a subprotocol entry {@code bearer.TOKEN}, a ticket; else it is a guest, where guests are
 * admitted, or has to sign in by its first message.
 */
@Component
class SignIn {
    private static final String BEARER_ENTRY = "bearer.";
    private static final int GUEST_NAME_LIMIT = 64;
    private static final int RANDOM_NAME_BITS = 30;

    private final Settings settings;
    private final ContainerLogin login;
    private final BearerTokens tokens;
    private final Tickets tickets;
    private final ClientAddress addresses;
    private final SecureRandom random = new SecureRandom();

    @Inject
    SignIn(
            Settings settings, ContainerLogin login, BearerTokens tokens, Tickets tickets, ClientAddress addresses) {
        this.settings = settings;
        this.login = login;
        this.tokens = tokens;
        this.tickets = tickets;
        this.addresses = addresses;
    }

    /**
     * Reads a handshake.
     *
     * @throws RefusedException if the header {@code Authorization} or the login is not accepted, for an answer before
     *     the upgrade
     */
    Handshake read(HttpServletRequest request) {
        String address = addresses.of(request);
        Optional<Identity> user = login.of(request);
        if (user.isPresent()) {
            return known(address, Way.CONTAINER, user.get());
        }
        Optional<Identity> bearer = tokens.fromHeader(request);
        if (bearer.isPresent()) {
            return known(address, Way.BEARER, bearer.get());
        }
        List<String> offered = Subprotocols.offered(request);
        Optional<String> token = offered.stream().filter(entry -> entry.startsWith(BEARER_ENTRY)).findFirst();
        if (token.isPresent()) {
            return fromSubprotocol(address, offered, token.get().substring(BEARER_ENTRY.length()));
        }
        Optional<String> ticket = Query.value(request, "ticket");
        if (ticket.isPresent()) {
            return tickets.redeem(ticket.get(), Optional.ofNullable(request.getHeader("Origin")))
                    .map(identity -> known(address, Way.TICKET, identity))
                    .orElseGet(() -> refused(address, Way.TICKET, Disconnect.UNAUTHENTICATED));
        }
        return settings.auth().anonymous()
                ? known(address, Way.GUEST, guest(request))
                : new Handshake(address, Optional.empty(), Optional.empty(), Way.MESSAGE);
    }

    private Handshake fromSubprotocol(String address, List<String> offered, String token) {
        if (Dialect.choose(offered).isEmpty()) {
            return refused(address, Way.BEARER, Disconnect.UNAUTHENTICATED);
        }
        try {
            return known(address, Way.BEARER, tokens.verify(token));
        } catch (RefusedException e) {
            return refused(address, Way.BEARER, BearerTokens.disconnect(e));
        }
    }

    private Identity guest(HttpServletRequest request) {
        return Identity.guest(Query.value(request, "user").map(String::strip).filter(SignIn::usable)
                .orElseGet(this::randomName));
    }

    private static boolean usable(String name) {
        return !name.isEmpty() && name.length() <= GUEST_NAME_LIMIT
                && name.chars().noneMatch(Character::isISOControl);
    }

    private String randomName() {
        return Integer.toString(random.nextInt(1 << RANDOM_NAME_BITS), Character.MAX_RADIX);
    }

    private static Handshake known(String address, Way way, Identity identity) {
        return new Handshake(address, Optional.of(identity), Optional.empty(), way);
    }

    private static Handshake refused(String address, Way way, Disconnect why) {
        return new Handshake(address, Optional.empty(), Optional.of(why), way);
    }
}
