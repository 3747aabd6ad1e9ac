package org.carillon.endpoint.http;

import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.carillon.endpoint.Conversation;
import org.carillon.endpoint.Handshake;
import org.carillon.endpoint.Services;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.node.ThisNode;
import org.carillon.protocol.Format;

/** The sessions without WebSocket, by their addresses: secrets, which whoever knows them speaks for a session with. */
@Component
public class Links {
    private static final int ADDRESS_BYTES = 32;

    private final Services services;
    private final ThisNode self;
    private final Clock clock;
    private final long waitMillis;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Entry> open = new ConcurrentHashMap<>();

    /** A session and its way down. */
    record Entry(Link link, Downstream down) {}

    @Inject
    Links(Services services, Settings settings, Metrics metrics, ThisNode self, @Own Clock clock) {
        this.services = services;
        this.self = self;
        this.clock = clock;
        this.waitMillis = settings.fallback().pollWait().toMillis();
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
        PollTransport down = new PollTransport(link::ended, clock::millis, waitMillis);
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
        return Optional.ofNullable(open.get(address));
    }

    /** Ends a session whose client has gone. */
    void lost(Link link) {
        Entry entry = open.remove(link.address());
        if (entry != null) {
            entry.down.cut();
        }
        link.lost();
    }

    /** Ends a session whose client says so. */
    void bye(Link link) {
        link.bye();
        lost(link);
    }

    /** Answers polls that have waited for long enough, and forgets what has ended; to be called every second or so. */
    public void sweep() {
        long now = clock.millis();
        open.values().forEach(entry -> {
            if (!entry.down.sweep(now) && !entry.link.open()) {
                open.remove(entry.link.address(), entry);
            }
        });
    }

    /** The name of this node, so that others know where to pass its requests on to, and the secret. */
    private String newAddress() {
        byte[] bytes = new byte[ADDRESS_BYTES];
        random.nextBytes(bytes);
        return self.name() + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
