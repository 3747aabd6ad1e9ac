package org.carillon.node;

import java.time.Duration;

/**
 * The inboxes of users.
 *
 * @param retention how much each keeps
 * @param devices how many devices of a user have a cursor; one more forgets the one not heard of for longest
 * @param send whether all users may send to users, or only the portal
 */
public record InboxSettings(Retention retention, int devices, Senders send) {
    /** What the names of the channels that are inboxes begin with; no other channel may be named so. */
    public static final String PREFIX = "inbox:";

    /** Who sends to users. */
    public enum Senders {
        /** Every user. */
        ALL,
        /** The portal. */
        PORTAL
    }

    /** The channel that is a user's inbox. */
    public static String channel(String user) {
        return PREFIX + user;
    }

    static InboxSettings read(SettingsReader in) {
        return new InboxSettings(
                new Retention(
                        in.number("carillon.inbox.messages", 100, 0, 100_000),
                        in.number("carillon.inbox.bytes", 1024 * 1024, 1, 1024 * 1024 * 1024),
                        in.duration("carillon.inbox.age", "30d", Duration.ofSeconds(1), Duration.ofDays(3650))),
                in.number("carillon.inbox.devices", 20, 1, 10_000),
                in.choice("carillon.inbox.send", Senders.ALL, Senders.class));
    }
}
