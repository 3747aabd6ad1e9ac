package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import org.carillon.Identity;
import org.carillon.limit.ExecutorLoad;
import org.carillon.limit.HandshakeRate;
import org.carillon.limit.Limit;
import org.carillon.limit.Overload;
import org.carillon.limit.Refusals;
import org.carillon.node.Component;
import org.carillon.session.SessionRegistry;

/**
 * Whether there is room for another session: asked before the request is looked at, and again when its user is known.
 * What slips in between is refused by the {@link SessionRegistry}.
 */
@Component
class Admission {
    private static final int TOO_MANY = 429;
    private static final int ALMOST_A_SECOND = 999;
    /** What a client is told to wait where nobody knows when there will be room. */
    private static final Duration A_WHILE = Duration.ofSeconds(10);

    private final ClientAddress addresses;
    private final HandshakeRate rate;
    private final Overload overload;
    private final ExecutorLoad executor;
    private final SessionRegistry sessions;
    private final Refusals refusals;

    @Inject
    Admission(ClientAddress addresses, HandshakeRate rate, Overload overload, ExecutorLoad executor,
            SessionRegistry sessions, Refusals refusals) {
        this.addresses = addresses;
        this.rate = rate;
        this.overload = overload;
        this.executor = executor;
        this.sessions = sessions;
        this.refusals = refusals;
    }

    /** Why there is no room. */
    record Refusal(Limit limit, Duration retryAfter) {

        int status() {
            return switch (limit) {
                case SESSIONS, HEAP, EXECUTOR -> HttpServletResponse.SC_SERVICE_UNAVAILABLE;
                default -> TOO_MANY;
            };
        }

        /** How many whole seconds a client should wait, at least one. */
        long seconds() {
            return Math.max(1, retryAfter.plusMillis(ALMOST_A_SECOND).toSeconds());
        }

        String line() {
            return switch (limit) {
                case SESSIONS -> "The server has too many sessions.";
                case HEAP -> "The server is short of memory.";
                case EXECUTOR -> "The server is too busy.";
                case HANDSHAKES -> "Too many handshakes from this address.";
                case ADDRESS -> "Too many sessions of this address.";
                default -> "Too many sessions of this user.";
            };
        }
    }

    /** Why a request may not even be looked at; empty if it may. */
    Optional<Refusal> arriving(HttpServletRequest request) {
        String address = addresses.of(request);
        Duration wait = rate.take(address);
        if (!wait.isZero()) {
            return refused(Limit.HANDSHAKES, wait, address);
        }
        return full(address).flatMap(limit -> refused(limit, A_WHILE, address));
    }

    private Optional<Limit> full(String address) {
        if (overload.now()) {
            return Optional.of(Limit.HEAP);
        }
        return executor.now() ? Optional.of(Limit.EXECUTOR) : sessions.full(address);
    }

    /** Why the client, who is known now, may not have another session; empty if it may. */
    Optional<Refusal> as(Handshake handshake) {
        return handshake.identity().map(Identity::user).filter(sessions::fullOf)
                .flatMap(user -> refused(Limit.USER, A_WHILE, "'" + user + "' from " + handshake.address()));
    }

    private Optional<Refusal> refused(Limit limit, Duration wait, String whom) {
        refusals.note(limit, () -> whom);
        return Optional.of(new Refusal(limit, wait));
    }
}
