package org.carillon.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication;

/** What the server may say: one record each. Fields that are empty are left out on the wire. */
public sealed interface ServerMessage {

    /** Hands this message to the method of {@code handler} that is made for it. */
    void to(Handler handler);

    /** One method for each message: the compiler sees to it that none is forgotten. */
    interface Handler {
        void welcome(Welcome message);

        void authResult(AuthResult message);

        void ping(Ping message);

        void pong(Pong message);

        void subscribed(Subscribed message);

        void unsubscribed(Unsubscribed message);

        void ack(Ack message);

        void presence(Presence message);

        void history(History message);

        void result(Result message);

        void chunk(Chunk message);

        void chunkAck(ChunkAck message);

        void dropped(Dropped message);

        void published(Published message);

        void notification(Notification message);

        void memberChange(MemberChange message);

        void refusal(Refusal message);
    }

    /**
     * The first message of every signed-in session.
     *
     * @param message the longest message, in bytes
     * @param channels the most subscriptions
     */
    record Welcome(
            String session, Identity identity, Duration interval, Duration timeout, int message, int channels)
            implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.welcome(this);
        }
    }

    /**
     * Answers {@code auth} and {@code login}.
     *
     * @param reason why it failed; empty if it did not
     */
    record AuthResult(String id, boolean success, String user, String session, Optional<Instant> expires, String reason)
            implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.authResult(this);
        }
    }

    /** Asks a client whose dialect shows no WebSocket pings for a sign of life. */
    record Ping() implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.ping(this);
        }
    }

    /**
     * Answers a ping.
     *
     * @param bare whether as the bare text {@code pong}
     */
    record Pong(String id, boolean bare) implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.pong(this);
        }
    }

    /**
     * Answers {@code subscribe}: the channel's messages go on after this position.
     *
     * @param recovered whether {@code since} could be honoured; empty if there was none
     * @param messages what followed {@code since}, or a page of it
     * @param more whether further pages follow, before anything live
     * @param members the members, if they were asked for
     */
    record Subscribed(
            String id, String channel, Position position, Optional<Boolean> recovered, List<Publication> messages,
            boolean more, Optional<List<Member>> members)
            implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.subscribed(this);
        }
    }

    /**
     * Answers {@code unsubscribe}, or tells that the server ended a subscription: none of the channel's messages
     * follows.
     *
     * @param code why the server did it; empty if the client asked for it
     */
    record Unsubscribed(String id, String channel, Optional<ErrorCode> code) implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.unsubscribed(this);
        }
    }

    /**
     * Answers a publication that was accepted.
     *
     * @param duplicate whether it had been accepted before and was not published again
     */
    record Ack(String id, Position position, boolean duplicate) implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.ack(this);
        }
    }

    /** Answers {@code presence}. */
    record Presence(String id, String channel, List<Member> members) implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.presence(this);
        }
    }

    /**
     * Answers {@code history}.
     *
     * @param position the end of the stream
     * @param messages the page, the earliest first
     * @param more whether the log holds further ones in the direction that was asked for
     */
    record History(String id, String channel, Position position, List<Publication> messages, boolean more)
            implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.history(this);
        }
    }

    /** Answers {@code call}. */
    record Result(String id, Content content) implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.result(this);
        }
    }

    /**
     * A part of a message that is too large to be sent as one.
     *
     * @param of names the transfer
     * @param index counts the parts from 0
     * @param last whether it is the last part
     * @param data the part: a piece of the message's JSON text, or of its bytes in MessagePack
     */
    record Chunk(String of, int index, boolean last, Part data) implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.chunk(this);
        }
    }

    /**
     * Answers the last part of a transfer: the command that the parts make is being carried out.
     *
     * @param of the transfer
     */
    record ChunkAck(String id, String of) implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.chunkAck(this);
        }
    }

    /**
     * Some of the messages of an inbox were dropped before this device had received them.
     *
     * @param position the last of them
     * @param count how many
     */
    record Dropped(String channel, Position position, long count) implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.dropped(this);
        }
    }

    /** A publication of a channel. */
    record Published(Publication publication) implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.published(this);
        }
    }

    /** A notification to all sessions of one user. */
    record Notification(String sender, long time, Content content) implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.notification(this);
        }
    }

    /**
     * A member came or left.
     *
     * @param joined whether it came
     */
    record MemberChange(String channel, boolean joined, Member member) implements ServerMessage {
        @Override
        public void to(Handler handler) {
            handler.memberChange(this);
        }
    }

    /**
     * An expected no.
     *
     * @param of the transfer that is refused; empty if it is none
     * @param retryAfter how long to wait before it is tried again; zero if that cannot be said
     */
    record Refusal(String id, ErrorCode code, String message, String of, Duration retryAfter)
            implements ServerMessage {

        /** A refusal of a command that is no part of a transfer. */
        public Refusal(String id, ErrorCode code, String message) {
            this(id, code, message, "");
        }

        /** A refusal that does not say when to try again. */
        public Refusal(String id, ErrorCode code, String message, String of) {
            this(id, code, message, of, Duration.ZERO);
        }

        @Override
        public void to(Handler handler) {
            handler.refusal(this);
        }
    }
}
