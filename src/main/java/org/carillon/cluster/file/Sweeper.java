package org.carillon.cluster.file;

import java.time.Clock;
import java.util.Iterator;
import java.util.function.Function;
import org.carillon.node.Retention;
import org.h2.mvstore.MVMap;

/**
 * Drops what is over in channels that nobody publishes to any more, a few at a time, so that the file does not keep
 * them. A stream whose last publication was dropped is remembered for as long again, so that who comes back is told
 * that nothing was missed; then the stream is removed, and one of that name begins with another epoch.
 */
final class Sweeper {
    /** How many streams, and how many users, one step looks at. */
    private static final int STEP = 64;
    private static final long REST_MILLIS = 60_000;

    private final Streams streams;
    private final Function<String, Retention> retention;
    private final long cursorAge;
    private final Clock clock;
    private boolean due;
    private String nextStream = "";
    private String nextUser = "";
    private long restUntil;

    /**
     * A sweeper.
     *
     * @param cursorAge how long the cursors of a user are kept that is not heard of, in milliseconds
     */
    Sweeper(Streams streams, Function<String, Retention> retention, long cursorAge, Clock clock) {
        this.streams = streams;
        this.retention = retention;
        this.cursorAge = cursorAge;
        this.clock = clock;
    }

    /** Lets the next commit take a step; whether there is one to take. */
    synchronized boolean ask() {
        due = clock.millis() >= restUntil;
        return due;
    }

    private synchronized boolean asked() {
        boolean was = due;
        due = false;
        return was;
    }

    private synchronized void rest() {
        restUntil = clock.millis() + REST_MILLIS;
    }

    /** Takes a step if one was asked for; called by the committer. */
    void step(Tables tables) {
        if (!asked()) {
            return;
        }
        Iterator<String> channels = tables.streams().keyIterator(nextStream);
        nextStream = "";
        for (int i = 0; channels.hasNext(); i++) {
            String channel = channels.next();
            if (i == STEP) {
                nextStream = channel;
                break;
            }
            sweep(tables, channel);
        }
        forgetCursors(tables);
        if (nextStream.isEmpty() && nextUser.isEmpty()) {
            rest();
        }
    }

    private void sweep(Tables tables, String channel) {
        byte[] value = tables.streams().get(channel);
        if (value == null) {
            return;
        }
        StoredStream known = StoredStream.read(channel, value);
        Retention policy = retention.apply(channel);
        MVMap<MessageKey, byte[]> messages = tables.messages();
        MessageKey last = messages.floorKey(new MessageKey(known.id(), Long.MAX_VALUE));
        long now = clock.millis();
        if (last == null || last.stream() != known.id()) {
            if (!policy.keeps() || now - known.time() > 2 * policy.age().toMillis()) {
                remove(tables, channel);
            }
            return;
        }
        trim(tables, channel, known, last, policy);
    }

    private void trim(Tables tables, String channel, StoredStream known, MessageKey last, Retention policy) {
        MessageKey oldest = tables.messages().ceilingKey(new MessageKey(known.id(), 0));
        byte[] value = tables.messages().get(last);
        if (oldest == null || value == null) {
            return;
        }
        StoredMessage newest = StoredMessage.read(last, value);
        long first = Appender.trimmed(tables, last, new Appender.Span(oldest.offset(), newest.total()), policy,
                clock.millis());
        if (first > last.offset()) {
            StoredStream empty = new StoredStream(known.id(), last.offset(), newest.time(), known.epoch());
            tables.streams().put(channel, empty.write(channel));
        }
        Stream stream = streams.find(channel);
        if (stream != null && stream.id() == known.id()) {
            stream.first(first);
        }
    }

    private void remove(Tables tables, String channel) {
        if (streams.remove(channel, () -> tables.streams().remove(channel))) {
            tables.next(Tables.REMOVALS);
        }
    }

    private void forgetCursors(Tables tables) {
        Iterator<String> users = tables.cursors().keyIterator(nextUser);
        nextUser = "";
        for (int i = 0; users.hasNext(); i++) {
            String user = users.next();
            if (i == STEP) {
                nextUser = user;
                return;
            }
            byte[] value = tables.cursors().get(user);
            if (value != null && clock.millis() - StoredCursors.read(user, value).time() > cursorAge) {
                tables.cursors().remove(user, value);
            }
        }
    }
}
