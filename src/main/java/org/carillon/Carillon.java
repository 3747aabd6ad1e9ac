package org.carillon;

import java.time.Instant;
import java.util.List;

/**
 * The one bean a portal injects: publish to channels, notify users, see who is there, and end sessions.
 *
 * <pre>{@code
 * @Inject Carillon carillon;
 * carillon.publish("orders", order);
 * }</pre>
 *
 * <p>Content may be any object that JSON-B can write, a text, a number, or a {@code jakarta.json.JsonValue}, which is
 * sent as it is. All methods may be called from any thread; none waits for a client. An expected refusal, such as a
 * channel that is not declared, is a {@link RefusedException} that names the remedy.
 */
public interface Carillon {

    /** The sender that receivers see in publications made by the portal itself. */
    String PORTAL = "portal";

    /**
     * Publishes to a channel; every subscriber gets a {@code message}.
     *
     * @param channel the name of a declared channel, 1 to 255 characters
     * @param content what to send
     * @return the position that the publication got in the channel
     * @throws RefusedException if the channel is not declared or the content is too large for its policy
     */
    Position publish(String channel, Object content);

    /**
     * Publishes to a channel whose policy is {@code queue=latest}: of the publications of one slot that wait for a
     * receiver, only the newest is sent. In other channels the slot has no effect.
     *
     * @param channel the name of a declared channel
     * @param slot what the publication is the newest state of, for instance a ticker's symbol
     * @param content what to send
     * @return the position that the publication got in the channel
     * @throws RefusedException as for {@link #publish(String, Object)}
     */
    Position publish(String channel, String slot, Object content);

    /**
     * Notifies a channel: like {@link #publish(String, Object)}, but receivers get the type {@code notification}.
     *
     * @param channel the name of a declared channel
     * @param content what to send
     * @return the position that the notification got in the channel
     * @throws RefusedException as for {@link #publish(String, Object)}
     */
    Position notifyChannel(String channel, Object content);

    /**
     * Notifies every open session of a user, on whatever node.
     *
     * @param user the user's id, as in the token's subject
     * @param content what to send
     * @return how many sessions it was handed to; 0 if the user has none now
     * @throws RefusedException if the content is larger than a message may be, or {@link ErrorCode#UNAVAILABLE} if
     *     other nodes cannot be reached: then only sessions of this one are notified
     */
    int notifyUser(String user, Object content);

    /**
     * Sends to a user's inbox: every device of the user gets a {@code direct}, now or when it returns, until it has
     * confirmed it or the inbox's limits drop it.
     *
     * @param user the user's id, as in the token's subject; guests have no inbox
     * @param content what to send
     * @return the position that it got in the inbox
     * @throws RefusedException if the user is a guest or the content is larger than a message may be
     */
    Position send(String user, Object content);

    /**
     * The newest publications of a channel's log.
     *
     * @param channel the name of a declared channel
     * @param limit how many at most, from 1; fewer come if they would be more than a page's bytes
     * @return the page; {@link History#more} tells whether there are earlier ones
     * @throws RefusedException if the channel is not declared
     */
    History history(String channel, int limit);

    /**
     * The publications of a channel's log that follow a position.
     *
     * @param channel the name of a declared channel
     * @param after the position, as of a publication or of a page
     * @param limit how many at most, from 1
     * @return the page; {@link History#more} tells whether there are later ones
     * @throws RefusedException {@link ErrorCode#UNRECOVERABLE} if the log no longer holds all that follows
     */
    History historyAfter(String channel, Position after, int limit);

    /**
     * The publications of a channel's log right before a position.
     *
     * @param channel the name of a declared channel
     * @param before the position, as of a publication or of a page
     * @param limit how many at most, from 1
     * @return the page; {@link History#more} tells whether there are earlier ones
     * @throws RefusedException {@link ErrorCode#UNRECOVERABLE} if the position is not of this stream
     */
    History historyBefore(String channel, Position before, int limit);

    /**
     * The members of a channel, the earliest first.
     *
     * @param channel the name of a declared channel
     * @return its members; empty if nobody is there or if the channel's policy is {@code presence=off}
     */
    List<Member> members(String channel);

    /**
     * Whether a user is online, on how many devices, and when last seen, on whatever node.
     *
     * @param user the user's id
     * @return the user's status; of a user never seen, or forgotten: offline, without a time
     * @throws RefusedException {@link ErrorCode#UNAVAILABLE} if what other nodes know cannot be had
     */
    UserStatus status(String user);

    /**
     * Ends all sessions of a user, on whatever node, with close code 1008 and reason {@code kicked}; clients do not
     * return by themselves.
     *
     * @param user the user's id
     * @return how many sessions were told to close
     * @throws RefusedException {@link ErrorCode#UNAVAILABLE} if other nodes may not have been reached: call again
     */
    int disconnect(String user);

    /**
     * Ends all sessions of one login, on whatever node, as {@link #disconnect} those of a user: for instance since the
     * user has signed out of the portal on one device.
     *
     * @param login the name of the login, as in {@link Identity#login}: a token's claim {@code sid}, else its
     *     {@code jti}
     * @throws RefusedException {@link ErrorCode#UNAVAILABLE} if other nodes may not have been reached: call again
     */
    void endLogin(String login);

    /**
     * Revokes a token on all nodes: nobody signs in with it any more, and sessions that did are closed with 1008
     * {@code unauthenticated} within a second. When this returns it is stored.
     *
     * @param id the token's claim {@code jti}, 1 to 128 characters
     * @param until when the token itself ends, since it is remembered until then; without effect if that is past
     * @throws RefusedException {@link ErrorCode#LIMIT} if {@code carillon.auth.revocation.entries} are remembered,
     *     {@link ErrorCode#UNAVAILABLE} if it may not have been stored: call again
     */
    void revokeToken(String id, Instant until);

    /**
     * Revokes all tokens of a user that were issued before a time, as {@link #revokeToken} does one. A token that does
     * not say when it was issued is one of them; one that says so to the second may be if it was in the same second.
     *
     * @param user the user's id, as in the tokens' subject
     * @param before the time, not in the future; remembered for {@code carillon.auth.revocation.life}
     * @throws RefusedException as for {@link #revokeToken}
     */
    void revokeTokens(String user, Instant before);

    /**
     * Revokes all tokens of all users that were issued before a time, as {@link #revokeTokens(String, Instant)} does
     * those of one.
     *
     * @param before the time, not in the future
     * @throws RefusedException as for {@link #revokeToken}
     */
    void revokeTokens(Instant before);

    /**
     * Judges the subscriptions of a user's sessions anew, on whatever node, by {@code carillon.channels} and by the
     * portal's {@link ChannelRules}: those that are no longer allowed end, and the sessions are told so by
     * {@code unsubscribed} with the code {@code forbidden}. To be called when what the rules go by has changed.
     *
     * @param user the user's id
     * @throws RefusedException {@link ErrorCode#UNAVAILABLE} if other nodes may not have been reached: call again
     */
    void recheck(String user);
}
