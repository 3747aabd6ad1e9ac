package org.carillon;

/**
 * What happens in channels, as CDI events. Observers run on the thread that causes the event; with Redis on another
 * one, an event after the other.
 */
public sealed interface ChannelEvent {

    /** The channel's name. */
    String channel();

    /**
     * A user came into a channel with a first session.
     *
     * @param channel the channel
     * @param member who came
     */
    record Joined(String channel, Member member) implements ChannelEvent {}

    /**
     * A user's last session has left a channel and did not return within the grace period.
     *
     * @param channel the channel
     * @param member who left
     */
    record Left(String channel, Member member) implements ChannelEvent {}

    /**
     * A publication was accepted on this node.
     *
     * @param channel the channel
     * @param publication what was published
     */
    record Published(String channel, Publication publication) implements ChannelEvent {}
}
