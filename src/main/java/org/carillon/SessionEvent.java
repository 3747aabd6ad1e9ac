package org.carillon;

/**
 * What happens to sessions, as CDI events: observe the record you need, for instance
 * {@code void opened(@Observes SessionEvent.Opened event)}. Observers run on the thread that causes the event, with
 * Redis on another one, an event after the other: so let long work be asynchronous ({@code @ObservesAsync}).
 */
public sealed interface SessionEvent {

    /** The session's id. */
    String session();

    /** The user's id. */
    String user();

    /**
     * A session was opened for a user or a guest.
     *
     * @param session its id
     * @param user its user
     * @param address the client's network address
     */
    record Opened(String session, String user, String address) implements SessionEvent {}

    /**
     * A guest signed in with a token: the session is now the user's.
     *
     * @param session its id
     * @param user its user
     * @param before the guest it was
     */
    record SignedIn(String session, String user, String before) implements SessionEvent {}

    /**
     * A session that was opened has ended.
     *
     * @param session its id
     * @param user its user
     * @param code the close code
     * @param reason the close reason; empty if there was none
     */
    record Closed(String session, String user, int code, String reason) implements SessionEvent {}
}
