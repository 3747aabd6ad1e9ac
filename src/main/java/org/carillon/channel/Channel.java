package org.carillon.channel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.MemberChange;
import org.carillon.node.ChannelPolicy;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one channel on this node, and what waits to be handed to them. Its monitor guards its state and is
 * held for moments only, never while something is sent. One thread at a time flushes.
 */
final class Channel {
    /** Before the stream is followed. */
    private static final Position NOWHERE = new Position("", 0);
    /** What a message costs besides its content, in bytes; about as much on the wire as in memory. */
    private static final int ENVELOPE = 200;

    private final String name;
    private final ChannelPolicy policy;
    private final Map<ClientSession, Subscription> subscribers = new LinkedHashMap<>();
    private @Nullable Audience snapshot;
    private List<ServerMessage> pending = new ArrayList<>();
    private int pendingBytes;
    private Position noted = NOWHERE;
    private Position reached = NOWHERE;
    private boolean flushing;
    private boolean givenUp;
    /** Where those begin who came before the stream was followed. */
    private final CompletableFuture<Position> followed = new CompletableFuture<>();

    /**
     * What one round of a flush hands on.
     *
     * @param messages in order
     * @param audience to whom
     */
    record Round(List<ServerMessage> messages, Audience audience) {}

    Channel(String name, ChannelPolicy policy) {
        this.name = name;
        this.policy = policy;
    }

    /** The stream is followed from this position on; something after it may have been noted already. */
    void begin(Position followedFrom) {
        synchronized (this) {
            noted = noted == NOWHERE ? followedFrom : noted;
            reached = reached == NOWHERE ? followedFrom : reached;
        }
        followed.complete(followedFrom);
    }

    /** The stream cannot be followed; who is here learns it and has to leave. */
    void fail(Throwable failure) {
        followed.completeExceptionally(failure);
    }

    String name() {
        return name;
    }

    ChannelPolicy policy() {
        return policy;
    }

    /** Adds a subscriber; what comes after the position, once it is known, will be offered to it. */
    synchronized CompletionStage<Position> add(Subscription subscription) {
        subscribers.put(subscription.session(), subscription);
        snapshot = null;
        return reached == NOWHERE ? followed : CompletableFuture.completedFuture(reached);
    }

    /** All subscribers. */
    synchronized List<Subscription> subscriptions() {
        return List.copyOf(subscribers.values());
    }

    /** Where the subscribers are, but for what is being offered to them. */
    synchronized Position reached() {
        return reached;
    }

    synchronized @Nullable Subscription remove(ClientSession session) {
        snapshot = null;
        return subscribers.remove(session);
    }

    synchronized @Nullable Subscription find(ClientSession session) {
        return subscribers.get(session);
    }

    synchronized boolean empty() {
        return subscribers.isEmpty();
    }

    synchronized int size() {
        return subscribers.size();
    }

    /** How many bytes wait to be handed on. */
    synchronized int pendingBytes() {
        return pendingBytes;
    }

    /** Notes a publication for the next round; how many bytes wait now. */
    synchronized int note(Publication publication) {
        add(new ServerMessage.Published(publication));
        noted = publication.position();
        return pendingBytes;
    }

    /** Notes whether the channel is being given up; what was noted before. */
    synchronized boolean givenUp(boolean now) {
        boolean before = givenUp;
        givenUp = now;
        return before;
    }

    synchronized void note(MemberChange change) {
        add(new ServerMessage.MemberChange(change.channel(), change.joined(), change.member()));
    }

    private void add(ServerMessage message) {
        pending.add(message);
        pendingBytes += bytes(message);
    }

    /** Whether the caller must flush: something waits and nobody else does it. */
    synchronized boolean beginFlush() {
        if (flushing || pending.isEmpty()) {
            return false;
        }
        flushing = true;
        return true;
    }

    /** Ends a flush that could not be made; what waits stays for the next one. */
    synchronized void abandonFlush() {
        flushing = false;
    }

    /**
     * What waits and to whom it goes, up to so many bytes and at least one message, so that no round alone can fill the
     * queue of a session that keeps up; if nothing waits the flush ends and there is none.
     */
    synchronized @Nullable Round nextRound(int bytes) {
        if (pending.isEmpty()) {
            flushing = false;
            return null;
        }
        if (snapshot == null) {
            snapshot = new Audience(subscribers.values().toArray(new Subscription[0]));
        }
        return new Round(pendingBytes <= bytes ? takeAll() : take(bytes), snapshot);
    }

    private List<ServerMessage> takeAll() {
        List<ServerMessage> all = pending;
        pending = new ArrayList<>();
        pendingBytes = 0;
        reached = noted;
        return all;
    }

    private List<ServerMessage> take(int bytes) {
        int count = 0;
        int sum = 0;
        do {
            sum += bytes(pending.get(count++));
        } while (count < pending.size() && sum + bytes(pending.get(count)) <= bytes);
        List<ServerMessage> first = pending.subList(0, count);
        List<ServerMessage> taken = new ArrayList<>(first);
        first.clear();
        pendingBytes -= sum;
        for (ServerMessage message : taken) {
            reached = message instanceof ServerMessage.Published published
                    ? published.publication().position() : reached;
        }
        return taken;
    }

    private static int bytes(ServerMessage message) {
        return message instanceof ServerMessage.Published published
                ? ENVELOPE + published.publication().content().json().length() : ENVELOPE;
    }
}
