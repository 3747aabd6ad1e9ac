package org.carillon.cluster.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.carillon.Content;
import org.carillon.Position;
import org.carillon.Publication;

/**
 * A publication in the file.
 *
 * @param time when it was accepted, in epoch milliseconds
 * @param total bytes of the contents of its stream up to this one, counted from some publication on
 * @param weight bytes of its content
 * @param rest the other parts
 */
record StoredMessage(long time, long total, int weight, ByteBuffer rest) {
    private static final int GUEST = 1;
    private static final int BASE64 = 2;

    /** The value of a publication. */
    static byte[] write(MessageKey key, Publication publication, byte[] content, long total) {
        int flags = (publication.guest() ? GUEST : 0) | (publication.content().base64() ? BASE64 : 0);
        return new Packed().number(publication.time()).number(total).number(content.length)
                .number(publication.kind().ordinal()).number(flags)
                .text(publication.sender()).text(publication.slot()).rest(content).under(key.bytes());
    }

    /** The bytes of a content as they are stored. */
    static byte[] bytes(Content content) {
        return content.json().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a value.
     *
     * @throws StoreException if it is damaged
     */
    static StoredMessage read(MessageKey key, byte[] value) {
        ByteBuffer in = Packed.open(key.bytes(), value);
        return new StoredMessage(Packed.number(in), Packed.number(in), (int) Packed.number(in), in);
    }

    /** The publication; may be asked for once. */
    Publication publication(String channel, Position position) {
        Publication.Kind kind = Publication.Kind.values()[(int) Packed.number(rest)];
        int flags = (int) Packed.number(rest);
        String sender = Packed.text(rest);
        String slot = Packed.text(rest);
        Content content = new Content(Packed.rest(rest), (flags & BASE64) != 0);
        return new Publication(channel, position, kind, sender, (flags & GUEST) != 0, time, content, slot);
    }
}
