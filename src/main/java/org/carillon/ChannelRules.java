package org.carillon;

/**
 * What a portal decides about channels beyond what {@code carillon.channels} can say. A portal that has beans of this
 * type is asked for each command, after the policies have allowed it: all of them and the policies must agree. It is
 * not asked for what the portal does itself, nor when a publication is handed to subscribers: a subscription that was
 * allowed stays so until {@link Carillon#recheck} or another token of its session.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class OrderRules implements ChannelRules {
 *     public boolean allows(Identity who, Act act, String channel) {
 *         return !channel.startsWith("order:") || orders.belongs(channel.substring(6), who.user());
 *     }
 * }
 * }</pre>
 */
public interface ChannelRules {

    /** What a session may want of a channel. */
    enum Act {
        /** To get what is published, and what it missed. */
        SUBSCRIBE,
        /** To publish. */
        PUBLISH,
        /** To see who is there, comes and goes. */
        PRESENCE,
        /** To read the log. */
        HISTORY
    }

    /**
     * Whether a session may do something. Called on the thread of the command, which waits, by many threads at once;
     * an exception means no, and is logged.
     *
     * @param who who the session is, guests too
     * @param channel the name of a declared channel
     */
    boolean allows(Identity who, Act act, String channel);
}
