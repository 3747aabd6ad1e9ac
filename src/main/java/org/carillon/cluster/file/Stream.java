package org.carillon.cluster.file;

import org.carillon.Position;
import org.carillon.Publication;
import org.h2.mvstore.MVMap;

/**
 * What is in memory of a channel's stream while it is in use. Its monitor guards what has no other note: it is read
 * from the file when it is first used, under the monitor, and forgotten when nobody follows it and nothing is under
 * way.
 */
final class Stream {
    private final String channel;
    private boolean opened;
    private boolean forgotten;
    private boolean followed;
    /** The offset given last; what is after {@link #settled} is on its way to the file. */
    private long last;
    private long settled;
    private Epoch epoch = new Epoch("", 0);
    private String told = "";
    /** The number in the file; 0 before the first publication is there. */
    private volatile long id;
    /** The first offset that the log holds; written by the committer. */
    private volatile long first = 1;
    /** Bytes up to the last publication in the tables; the committer's own. */
    private long total;

    Stream(String channel) {
        this.channel = channel;
    }

    /** Reads the stream from the file if that was not done yet; under the monitor. */
    void open(Tables tables, Epochs epochs) {
        if (opened) {
            return;
        }
        byte[] value = tables.streams().get(channel);
        if (value == null) {
            id = 0;
            first = settled + 1;
            total = 0;
            if (told.isEmpty()) {
                epoch = epochs.fresh(channel, tables);
            }
        } else {
            StoredStream known = StoredStream.read(channel, value);
            id = known.id();
            epoch = known.epoch();
            settled = known.offset();
            first = settled + 1;
            ends(tables.messages());
        }
        last = settled;
        told = epoch.in(epochs.generation());
        opened = true;
    }

    private void ends(MVMap<MessageKey, byte[]> messages) {
        MessageKey newest = messages.floorKey(new MessageKey(id, Long.MAX_VALUE));
        MessageKey oldest = messages.ceilingKey(new MessageKey(id, 0));
        if (newest != null && oldest != null && newest.stream() == id) {
            settled = Math.max(settled, newest.offset());
            first = oldest.offset();
            byte[] value = messages.get(newest);
            total = value == null ? 0 : StoredMessage.read(newest, value).total();
        }
    }

    /** The next offset is given away; under the monitor. */
    Position give() {
        return new Position(told, ++last);
    }

    /** The offset given away last was not used; under the monitor. */
    void ungive() {
        last--;
    }

    /** What was given away after the settled offset was not stored; under the monitor. */
    void takeBack() {
        last = settled;
        opened = false;
    }

    /** What was given away up to this offset is in the file; under the monitor. */
    void settle(long offset) {
        settled = offset;
    }

    /** The end of what is settled; under the monitor. */
    Position position() {
        return new Position(told, settled);
    }

    /** Whether this may not be used any more; under the monitor. */
    boolean forgotten() {
        return forgotten;
    }

    /** Marks it as not to be used any more, unless it is in use; under the monitor. */
    boolean forget() {
        forgotten = forgotten || !followed && last == settled;
        return forgotten;
    }

    boolean followed() {
        return followed;
    }

    void follow(boolean now) {
        followed = now;
    }

    String channel() {
        return channel;
    }

    Epoch epoch() {
        return epoch;
    }

    long id() {
        return id;
    }

    void id(long number) {
        id = number;
    }

    long first() {
        return first;
    }

    void first(long offset) {
        first = offset;
    }

    long total() {
        return total;
    }

    void total(long bytes) {
        total = bytes;
    }

    /** The key of a publication of this stream. */
    MessageKey key(Publication publication) {
        return new MessageKey(id, publication.position().offset());
    }
}
