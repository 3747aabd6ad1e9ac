package org.carillon.cluster;

import org.carillon.Content;
import org.carillon.Publication;
import org.carillon.protocol.Frame;

/**
 * A publication before it has a position.
 *
 * @param channel where it goes
 * @param kind the type receivers see
 * @param sender the user's id
 * @param guest whether the sender is a guest
 * @param content what it carries
 * @param slot what it is the newest state of; empty for the whole channel
 * @param key names the publication among its sender's, for idempotency; empty for none
 */
public record Draft(
        String channel, Publication.Kind kind, String sender, boolean guest, Content content, String slot,
        String key) {

    /** How many bytes the content has, in UTF-8 or as bytes. */
    public int bytes() {
        int bytes = Frame.utf8Length(content.json());
        return content.base64() ? bytes / 4 * 3 : bytes;
    }

    /** The publication that this becomes. */
    public Publication at(org.carillon.Position position, long time) {
        return new Publication(channel, position, kind, sender, guest, time, content, slot);
    }
}
