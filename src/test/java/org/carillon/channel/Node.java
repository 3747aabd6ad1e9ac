package org.carillon.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.carillon.ChannelRules;
import org.carillon.Content;
import org.carillon.Identity;
import org.carillon.Position;
import org.carillon.Publication.Kind;
import org.carillon.audit.Audit;
import org.carillon.cluster.Broker;
import org.carillon.cluster.CursorStore;
import org.carillon.cluster.Draft;
import org.carillon.cluster.memory.MemoryBroker;
import org.carillon.cluster.memory.MemoryCursorStore;
import org.carillon.cluster.memory.MemoryPresenceStore;
import org.carillon.cluster.memory.MemoryUsers;
import org.carillon.inbox.InboxService;
import org.carillon.limit.Refusals;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.presence.PresenceService;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.carillon.session.ClientSession;
import org.carillon.session.SessionRegistry;
import org.carillon.testing.FakeTransport;
import org.carillon.testing.ManualClock;
import org.carillon.testing.ManualExecutor;
import org.carillon.testing.TestSettings;

/** All beans up to the channels, built by hand as the container would, with real ports in memory. */
final class Node {
    final ManualClock clock = new ManualClock();
    final ManualExecutor executor = new ManualExecutor();
    final Metrics metrics = new Metrics();
    final List<Object> events = new ArrayList<>();
    final Settings settings;
    final SessionRegistry sessions;
    final AwayMembers members;
    final PresenceService presence;
    final ChannelRegistry channels;
    final Broadcaster broadcaster;
    final Streams streams;
    final ChannelService service;
    final CursorStore cursors;
    final InboxService inboxes;
    private final Broker broker;
    /** The portal's own rules; none unless a test adds some before the first command. */
    final List<ChannelRules> rules = new ArrayList<>();
    private int opened;

    /** What may stand between the channels and their broker. */
    interface Between {
        Broker around(Broker broker);
    }

    Node(String... settings) {
        this(broker -> broker, settings);
    }

    Node(Between between, String... keysAndValues) {
        settings = TestSettings.of(keysAndValues);
        MemoryBroker memory = new MemoryBroker(
                settings::retention, settings.store().memory(), settings.idempotency(), clock);
        broker = between.around(memory);
        sessions = new SessionRegistry(settings, events::add, metrics, new MemoryUsers(clock));
        channels = new ChannelRegistry(broker, metrics);
        broadcaster = new Broadcaster(channels, broker, executor, settings, metrics);
        members = new AwayMembers(new MemoryPresenceStore(memory::tell));
        presence = new PresenceService(members, events::add, settings, clock);
        streams = new Streams(broker, channels, broadcaster, executor, settings, metrics);
        service = new ChannelService(settings, broker, channels, streams, presence, events::add,
                new Refusals(metrics, clock, Audit.off()), new ChannelRights(rules));
        cursors = new MemoryCursorStore(1000, settings.inbox().devices());
        inboxes = new InboxService(settings, broker, cursors, streams, events::add);
    }

    /** A session and its socket, whose frames leave at once unless it is {@code later}. */
    record Client(ClientSession session, FakeTransport socket) {}

    Client open(String user, Dialect dialect) {
        return open(user, dialect, FakeTransport.inline());
    }

    Client open(String user, Dialect dialect, FakeTransport socket) {
        return open(user, Format.of(dialect), socket);
    }

    Client open(String user, Format format, FakeTransport socket) {
        ClientSession session = new ClientSession(
                user + "-" + opened++, format, "::1", socket, settings, clock);
        sessions.open(session);
        sessions.signIn(session, new Identity(user, Optional.empty(), Map.of()));
        return new Client(session, socket);
    }

    /** Opens a session and subscribes it, without presence. */
    Client subscribed(String user, Dialect dialect, String channel) {
        Client client = open(user, dialect);
        subscribe(client, "", channel, false);
        executor.runAll();
        return client;
    }

    /** Publishes for the portal. */
    void publish(String channel, String content) {
        publish(channel, content, "");
    }

    void publish(String channel, String content, String slot) {
        service.publish(draft(channel, content, slot, "")).toCompletableFuture().join();
    }

    CompletableFuture<Broker.Receipt> publish(Client client, String channel, String content) {
        return service.publish(client.session, draft(channel, content, "", ""), false).toCompletableFuture();
    }

    static Draft draft(String channel, String content, String slot, String key) {
        return new Draft(channel, Kind.MESSAGE, "portal", false, Content.json(content), slot, key);
    }

    /** Subscribes and answers. */
    void subscribe(Client client, String id, String channel, boolean watching) {
        subscribe(client, id, channel, Optional.empty(), watching);
    }

    /** Subscribes from a position on and answers. */
    void subscribe(Client client, String id, String channel, Optional<Position> since, boolean watching) {
        service.subscribe(client.session, id, channel, since, watching).toCompletableFuture().join().run();
    }

    /** Opens a session whose client has a name and which reads its user's inbox. */
    Client reading(String user, String device) {
        return reading(user, device, FakeTransport.inline());
    }

    Client reading(String user, String device, FakeTransport socket) {
        Client client = open(user, Dialect.JSON, socket);
        client.session.reply(inboxes.open(client.session, device), (begin, failure) -> {
            if (begin == null) {
                throw new AssertionError(failure);
            }
            begin.run();
        });
        executor.runAll();
        return client;
    }

    /** Lets everything leave that waits for a session, and what follows. */
    void letLeave(Client client) {
        while (executor.waiting() > 0 || client.socket.underWay() > 0) {
            executor.runAll();
            client.socket.completeAll();
        }
    }

    /** The session's connection has gone. */
    void end(Client client) {
        sessions.close(client.session, 1006, "");
        service.drop(client.session);
        inboxes.drop(client.session);
    }
}
