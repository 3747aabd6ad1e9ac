package org.carillon.node;

/**
 * What the channels of one pattern keep and allow.
 *
 * @param pattern a channel name, or the beginning of one followed by {@code *}
 * @param queue what happens to a session that falls behind
 * @param publish which sessions may publish
 * @param presence whether members are kept and shown
 * @param messageBytes the longest content, in UTF-8 bytes
 * @param history how much the log keeps
 * @param read which sessions may read the log
 * @param largeBytes the longest content that comes in parts, in UTF-8 bytes; {@code messageBytes} if that is more
 * @param publishes how many publications of sessions a channel takes in a second; 0 for no limit
 */
public record ChannelPolicy(
        String pattern, Queue queue, Access publish, boolean presence, int messageBytes, Retention history,
        Access read, int largeBytes, int publishes) {

    /** A policy that limits no rate. */
    public ChannelPolicy(
            String pattern, Queue queue, Access publish, boolean presence, int messageBytes, Retention history,
            Access read, int largeBytes) {
        this(pattern, queue, publish, presence, messageBytes, history, read, largeBytes, 0);
    }

    /** What happens when a session's outbound queue is full. */
    public enum Queue {
        /** The session is closed with 1008 {@code slow}. */
        DISCONNECT,
        /** Of the publications of one slot only the newest waits. */
        LATEST
    }

    /** Which sessions may do something; the portal itself always may. */
    public enum Access {
        /** Those that are subscribed. */
        SUBSCRIBERS,
        /** Every session. */
        ALL,
        /** None. */
        PORTAL
    }

    /** The longest content, in UTF-8 bytes, whether it comes in parts or not. */
    public int limit(boolean inParts) {
        return inParts ? Math.max(messageBytes, largeBytes) : messageBytes;
    }

    /** Whether the policy is meant for this channel. */
    public boolean matches(String channel) {
        int last = pattern.length() - 1;
        return pattern.charAt(last) == '*'
                ? channel.startsWith(pattern.substring(0, last))
                : channel.equals(pattern);
    }
}
