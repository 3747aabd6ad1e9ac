package org.carillon;

/**
 * One item of a channel.
 *
 * @param channel the channel it was published to
 * @param position its place there
 * @param kind the type receivers see
 * @param sender the user who published it; {@link Carillon#PORTAL} for the portal itself
 * @param guest whether the sender is a guest
 * @param time when it was accepted, in epoch milliseconds
 * @param content what it carries
 * @param slot what it is the newest state of, for channels with {@code queue=latest}; empty for the whole channel
 */
public record Publication(
        String channel, Position position, Kind kind, String sender, boolean guest, long time, Content content,
        String slot) {

    /** The types a publication may have on the wire. */
    public enum Kind {
        /** Sent by {@code publish}, {@code message} or without a protocol. */
        MESSAGE("message"),
        /** Sent by {@code chat}. */
        CHAT("chat"),
        /** Sent by the portal's Java or REST API. */
        NOTIFICATION("notification"),
        /** Sent to one user's inbox. */
        DIRECT("direct"),
        /** Like {@link #DIRECT}, and the sender wants a receipt. */
        TRACKED("direct"),
        /** Tells a sender that a {@link #TRACKED} message was delivered to a device. */
        RECEIPT("receipt");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        /** The {@code type} that receivers see. */
        public String wireName() {
            return wireName;
        }
    }
}
