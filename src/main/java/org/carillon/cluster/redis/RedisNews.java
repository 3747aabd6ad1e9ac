package org.carillon.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiFunction;
import org.carillon.Content;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Draft;
import org.carillon.cluster.MemberChange;

/**
 * What is told over a channel's pub/sub channel, and the entries of its log. A publication's message is {@code P}, its
 * epoch, a blank, its offset, a line feed, and then its entry; a member's coming and leaving begin with {@code +} and
 * {@code -}. An entry is text: {@code 1:TIME:BYTES:KIND:FLAGS:SENDER:SLOT:} with the lengths of sender and slot in
 * bytes, then sender, slot and content in UTF-8.
 */
final class RedisNews {
    private static final String VERSION = "1";
    private static final int FIELDS = 7;
    private static final int GUEST = 1;
    private static final int BASE64 = 2;

    private final BiFunction<String, byte[], Optional<MemberChange>> members;

    /** News; {@code members} reads those that begin with plus or minus, given the channel. */
    RedisNews(BiFunction<String, byte[], Optional<MemberChange>> members) {
        this.members = members;
    }

    /** One of the news. */
    sealed interface Item permits Told, Changed {}

    /** A publication. */
    record Told(Publication publication) implements Item {}

    /** A change of members. */
    record Changed(MemberChange change) implements Item {}

    /** Reads a message; empty for one of a kind that this version does not know. */
    Optional<Item> read(String channel, byte[] message) {
        if (message.length > 0 && message[0] == 'P') {
            int blank = index(message, ' ', 1);
            int end = index(message, '\n', blank);
            Position position = new Position(text(message, 1, blank), Long.parseLong(text(message, blank + 1, end)));
            return Optional.of(new Told(publication(channel, position, message, end + 1)));
        }
        return members.apply(channel, message).map(Changed::new);
    }

    /** The bytes of a content, as they are weighed. */
    static byte[] content(Draft draft) {
        return draft.content().json().getBytes(StandardCharsets.UTF_8);
    }

    /** The entry of a publication. */
    static byte[] entry(Draft draft, long time, byte[] content) {
        byte[] sender = draft.sender().getBytes(StandardCharsets.UTF_8);
        byte[] slot = draft.slot().getBytes(StandardCharsets.UTF_8);
        int flags = (draft.guest() ? GUEST : 0) | (draft.content().base64() ? BASE64 : 0);
        byte[] head = (VERSION + ':' + time + ':' + content.length + ':' + draft.kind().name() + ':' + flags + ':'
                + sender.length + ':' + slot.length + ':').getBytes(StandardCharsets.US_ASCII);
        byte[] entry = new byte[head.length + sender.length + slot.length + content.length];
        int at = append(entry, append(entry, append(entry, 0, head), sender), slot);
        append(entry, at, content);
        return entry;
    }

    private static int append(byte[] to, int at, byte[] part) {
        System.arraycopy(part, 0, to, at, part.length);
        return at + part.length;
    }

    /** The publication of an entry that begins at {@code from}. */
    static Publication publication(String channel, Position position, byte[] bytes, int from) {
        String[] fields = new String[FIELDS];
        int at = from;
        for (int i = 0; i < FIELDS; i++) {
            int end = index(bytes, ':', at);
            fields[i] = text(bytes, at, end);
            at = end + 1;
        }
        int slot = at + Integer.parseInt(fields[5]);
        int content = slot + Integer.parseInt(fields[6]);
        int flags = Integer.parseInt(fields[4]);
        return new Publication(channel, position, Publication.Kind.valueOf(fields[3]), text(bytes, at, slot),
                (flags & GUEST) != 0, Long.parseLong(fields[1]),
                new Content(text(bytes, content, bytes.length), (flags & BASE64) != 0), text(bytes, slot, content));
    }

    private static int index(byte[] bytes, char wanted, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw new IllegalArgumentException("a message or entry in Redis has another form; do nodes of different "
                + "versions or other applications share carillon.redis.prefix?");
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
