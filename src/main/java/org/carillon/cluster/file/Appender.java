package org.carillon.cluster.file;

import org.carillon.Publication;
import org.carillon.node.Retention;

/** Puts publications into the tables and drops what is over. Called by the committer, one thread at a time. */
final class Appender {
    private Appender() {}

    /** Puts one into the tables. */
    static void append(Tables tables, Append append, Retention retention) {
        Stream stream = append.stream();
        Publication publication = append.publication();
        if (stream.id() == 0) {
            begin(tables, stream, publication);
        }
        long total = stream.total() + append.content().length;
        MessageKey key = stream.key(publication);
        tables.messages().put(key, StoredMessage.write(key, publication, append.content(), total));
        stream.total(total);
        stream.first(trimmed(tables, key, new Span(stream.first(), total), retention, publication.time()));
        append.key().ifPresent(entry ->
                tables.keys().put(entry.number(), entry.key().write(entry.number())));
    }

    private static void begin(Tables tables, Stream stream, Publication first) {
        long id = tables.next(Tables.NEXT_STREAM);
        StoredStream record = new StoredStream(id, first.position().offset() - 1, first.time(), stream.epoch());
        tables.streams().put(stream.channel(), record.write(stream.channel()));
        stream.id(id);
    }

    /**
     * What a log holds.
     *
     * @param first the offset of its earliest publication
     * @param total the total of its latest
     */
    record Span(long first, long total) {}

    /**
     * Drops the earliest publications of a log as its policy says.
     *
     * @param last the key of the latest
     * @param now in epoch milliseconds
     * @return the first offset that is left; one more than the last if nothing is
     */
    static long trimmed(Tables tables, MessageKey last, Span span, Retention retention, long now) {
        long oldest = now - retention.age().toMillis();
        long first = span.first;
        while (first <= last.offset()) {
            MessageKey key = new MessageKey(last.stream(), first);
            byte[] value = tables.messages().get(key);
            if (value != null) {
                StoredMessage head = StoredMessage.read(key, value);
                long count = last.offset() - first + 1;
                long bytes = span.total - head.total() + head.weight();
                boolean tooMuch = count > 1 && (count > retention.messages() || bytes > retention.bytes());
                if (!tooMuch && head.time() >= oldest) {
                    return first;
                }
                tables.messages().remove(key);
            }
            first++;
        }
        return first;
    }
}
