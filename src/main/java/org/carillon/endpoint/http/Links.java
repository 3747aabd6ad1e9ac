package org.carillon.endpoint.http;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.carillon.endpoint.Conversation;
import org.carillon.endpoint.Handshake;
import org.carillon.endpoint.Services;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Format;

/** The sessions without WebSocket, by their addresses: secrets, which whoever knows them speaks for a session with. */
@Component
public class Links {
    private static final int ADDRESS_BYTES = 32;
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final long LEAVING_NANOS = 1_000_000_000;
    private static final long STEP_NANOS = 1_000_000;

    private final Services services;
    private final Clock clock;
    private final Settings settings;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Entry> open = new ConcurrentHashMap<>();

    /** A session and its way down. */
    record Entry(Link link, Downstream down) {}

    @Inject
    Links(Services services, Settings settings, Metrics metrics, @Own Clock clock) {
        this.services = services;
        this.clock = clock;
        this.settings = settings;
        metrics.gauge("carillon.fallback.sessions", "Sessions without WebSocket, and those that ended a moment ago",
                open::size);
    }

    /** Opens a session that is told everything in one answer, which has yet to begin. */
    Opened<StreamTransport> stream(Handshake handshake, Format format) {
        Link link = new Link(newAddress());
        StreamTransport down = new StreamTransport(link::ended, clock::millis);
        return opened(link, down, handshake, format);
    }

    /** Opens a session that is told what there is by answers to polls, the first of which has yet to begin. */
    Opened<PollTransport> polls(Handshake handshake, Format format) {
        Link link = new Link(newAddress());
        PollTransport down = new PollTransport(link::ended, clock::millis,
                settings.fallback().pollWait().toMillis());
        return opened(link, down, handshake, format);
    }

    /** A session that was opened, and its way down. */
    record Opened<D extends Downstream>(Link link, D down) {}

    private <D extends Downstream> Opened<D> opened(Link link, D down, Handshake handshake, Format format) {
        link.opened(Conversation.open(services, handshake, format, down));
        open.put(link.address(), new Entry(link, down));
        return new Opened<>(link, down);
    }

    /** The session of an address; empty if there never was one, or it has ended. */
    Optional<Entry> find(String address) {
        return ADDRESS.matcher(address).matches() ? Optional.ofNullable(open.get(address)) : Optional.empty();
    }

    /** Ends a session whose client has gone; what is still being written to it is left to {@link #sweep}. */
    void lost(Link link) {
        Entry entry = open.get(link.address());
        if (entry != null) {
            entry.down.cut();
        }
        link.lost();
    }

    /** Ends a session whose client says so, after what it had posted. */
    void bye(Link link) {
        if (link.bye()) {
            lost(link);
        }
    }

    /** Carries a post out, and ends the session if its client has said good-bye meanwhile. */
    Posts.Verdict post(Link link, long number, String commands) {
        try {
            return link.post(number, commands);
        } finally {
            if (link.leaving()) {
                bye(link);
            }
        }
    }

    /** The body of a post, which has to come as soon as a client has to answer a ping. */
    PostBody body(HttpServletRequest request) throws IOException {
        return PostBody.of(request, settings.limits().message(),
                clock.millis() + settings.heartbeat().timeout().toMillis());
    }

    /** Answers polls that have waited for long enough, and forgets what has ended; to be called every second or so. */
    public void sweep() {
        long now = clock.millis();
        open.values().forEach(entry -> {
            entry.link.sweep(now);
            if (!entry.down.sweep(now) && !entry.link.open()) {
                open.remove(entry.link.address(), entry);
            }
        });
    }

    /**
     * Ends all answers, after the sessions were told that the server stops: what is not read within a second would keep
     * the application in the server's memory.
     */
    public void stop() {
        long deadline = System.nanoTime() + LEAVING_NANOS;
        while (open.values().stream().anyMatch(entry -> entry.down.writing()) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(STEP_NANOS);
        }
        open.values().forEach(entry -> entry.down.abort());
    }

    private String newAddress() {
        byte[] bytes = new byte[ADDRESS_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
