package org.carillon.node;

import org.carillon.Identity;

/**
 * What the channels of one pattern keep and allow.
 *
 * @param pattern a channel name, or the beginning of one followed by {@code *}; {@code {user}} in it stands for the
 *     user that a channel belongs to
 * @param queue what happens to a session that falls behind
 * @param rights who may do what
 * @param presence whether members are kept
 * @param messageBytes the longest content, in UTF-8 bytes
 * @param history how much the log keeps
 * @param largeBytes the longest content that comes in parts, in UTF-8 bytes; {@code messageBytes} if that is more
 * @param publishes how many publications of sessions a channel takes in a second; 0 for no limit
 */
public record ChannelPolicy(
        String pattern, Queue queue, Rights rights, boolean presence, int messageBytes, Retention history,
        int largeBytes, int publishes) {

    /** A policy that limits no rate. */
    public ChannelPolicy(
            String pattern, Queue queue, Rights rights, boolean presence, int messageBytes, Retention history,
            int largeBytes) {
        this(pattern, queue, rights, presence, messageBytes, history, largeBytes, 0);
    }

    /** What happens when a session's outbound queue is full. */
    public enum Queue {
        /** The session is closed with 1008 {@code slow}. */
        DISCONNECT,
        /** Of the publications of one slot only the newest waits. */
        LATEST
    }

    /** The longest content, in UTF-8 bytes, whether it comes in parts or not. */
    public int limit(boolean inParts) {
        return inParts ? Math.max(messageBytes, largeBytes) : messageBytes;
    }

    /** Whether the policy is meant for this channel. */
    public boolean matches(String channel) {
        return ChannelPattern.matches(pattern, channel);
    }

    /** Whether a channel of this policy belongs to {@code who}, or to nobody in particular. */
    public boolean belongs(String channel, Identity who) {
        return ChannelPattern.belongs(pattern, channel, who);
    }
}
