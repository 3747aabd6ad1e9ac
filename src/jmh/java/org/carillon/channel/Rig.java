package org.carillon.channel;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carillon.Content;
import org.carillon.Identity;
import org.carillon.Publication.Kind;
import org.carillon.audit.Audit;
import org.carillon.cluster.Draft;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.cluster.memory.MemoryPresenceStore;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.limit.Refusals;
import org.carillon.node.Events;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.presence.PresenceService;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.carillon.protocol.Samples;
import org.carillon.session.ClientSession;
import org.carillon.session.CountingTransport;
import org.carillon.session.SessionRegistry;
import org.carillon.testing.TestSettings;

/** A node whose sessions only count, all of it on the thread that publishes. */
final class Rig {
    final Settings settings;
    final Broadcaster broadcaster;
    final ChannelService service;
    private final Clock clock = Clock.systemUTC();
    private final SessionRegistry sessions;
    private int opened;

    /** A node with this declaration of its channels. */
    Rig(String declared) {
        // A channel is flushed by its publisher, however large: an executor would wait between the rounds.
        settings = TestSettings.of("carillon.channels", "lobby; " + declared, "carillon.outbound.inline", "100000");
        Metrics metrics = new Metrics();
        Events events = event -> { };
        MemoryBroker broker = new MemoryBroker(
                settings::retention, settings.store().memory(), settings.idempotency(), clock);
        ChannelRegistry channels = new ChannelRegistry(broker, metrics);
        PresenceService presence = new PresenceService(
                new MemoryPresenceStore(broker::tell), events, settings, clock);
        broadcaster = new Broadcaster(channels, broker, Runnable::run, settings, metrics);
        Streams streams = new Streams(broker, channels, broadcaster, Runnable::run, settings, metrics);
        sessions = new SessionRegistry(settings, events, metrics, new MemoryUsers(clock));
        service = new ChannelService(settings, broker, channels, streams, presence, events,
                new Refusals(metrics, clock, Audit.off()), new ChannelRights(List.of()));
    }

    /** Opens a session, which joins messages, and subscribes it. */
    ClientSession subscribed(String channel) {
        String user = "user-" + opened++;
        ClientSession session = new ClientSession("session-" + opened, Format.of(Dialect.JSONL), "127.0.0.1",
                new CountingTransport(false), settings, clock);
        sessions.open(session);
        sessions.signIn(session, new Identity(user, Optional.empty(), Map.of()));
        service.subscribe(session, "", channel, Optional.empty(), false).toCompletableFuture().join().run();
        return session;
    }

    /** What a session publishes: a text of 128 bytes, with a key or without. */
    static Draft draft(String channel, String key) {
        return new Draft(channel, Kind.MESSAGE, "user-0", false, Content.json(Samples.json("text")), "", key);
    }
}
