package org.carillon.protocol;

import java.time.Duration;
import java.util.Optional;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.Publication;

/**
 * What a client may ask: one record each. {@code id} is the JSON text of the client's own id, a text or a whole number;
 * it is {@link #NO_ID} if there was none.
 */
public sealed interface Command {

    /** The id of a command that has none. */
    String NO_ID = "";

    /** The JSON text of the client's id, or {@link #NO_ID}. */
    String id();

    /** Hands this command to the method of {@code handler} that is made for it. */
    void to(Handler handler);

    /** One method for each command: the compiler sees to it that none is forgotten. */
    interface Handler {
        void auth(Auth command);

        void ping(Ping command);

        void pong(Pong command);

        void subscribe(Subscribe command);

        void unsubscribe(Unsubscribe command);

        void publish(Publish command);

        void presence(Presence command);

        void history(History command);

        void send(Send command);

        void received(Received command);

        void call(Call command);

        void chunk(Chunk command);

        void invalid(Invalid command);

        void throttled(Throttled command);
    }

    /**
     * Signs in, or renews the token.
     *
     * @param token the token
     * @param username who the client says it is; empty if it does not say
     */
    record Auth(String id, String token, String username) implements Command {
        @Override
        public void to(Handler handler) {
            handler.auth(this);
        }
    }

    /**
     * Asks for a sign of life.
     *
     * @param bare whether it was the bare text {@code ping}
     */
    record Ping(String id, boolean bare) implements Command {
        @Override
        public void to(Handler handler) {
            handler.ping(this);
        }
    }

    /** Answers the server's ping. */
    record Pong(String id) implements Command {
        @Override
        public void to(Handler handler) {
            handler.pong(this);
        }
    }

    /**
     * Subscribes to a channel.
     *
     * @param since the position to recover from, if any
     * @param presence whether to get the members, and their joins and leaves
     */
    record Subscribe(String id, String channel, Optional<Position> since, boolean presence) implements Command {
        @Override
        public void to(Handler handler) {
            handler.subscribe(this);
        }
    }

    /** Ends a subscription. */
    record Unsubscribe(String id, String channel) implements Command {
        @Override
        public void to(Handler handler) {
            handler.unsubscribe(this);
        }
    }

    /**
     * Publishes to a channel.
     *
     * @param channel the channel; empty for the default channel
     * @param kind the type that receivers see
     * @param key the idempotency key; empty for none
     * @param slot the conflation slot; empty for the whole channel
     */
    record Publish(String id, String channel, Publication.Kind kind, Content content, String key, String slot)
            implements Command {
        @Override
        public void to(Handler handler) {
            handler.publish(this);
        }
    }

    /** Asks for the members of a channel. */
    record Presence(String id, String channel) implements Command {
        @Override
        public void to(Handler handler) {
            handler.presence(this);
        }
    }

    /**
     * Asks for a page of a channel's log: after a position, before one, or the newest.
     *
     * @param limit how many publications at most; 0 for as many as a page may have
     */
    record History(String id, String channel, Optional<Position> since, Optional<Position> before, int limit)
            implements Command {
        @Override
        public void to(Handler handler) {
            handler.history(this);
        }
    }

    /**
     * Sends to a user's inbox.
     *
     * @param to the user
     * @param key the idempotency key; empty for none
     * @param receipt whether the sender wants to know when a device has received it
     */
    record Send(String id, String to, Content content, String key, boolean receipt) implements Command {
        @Override
        public void to(Handler handler) {
            handler.send(this);
        }
    }

    /** Confirms that this device has everything of its inbox up to a position. */
    record Received(String id, String channel, Position position) implements Command {
        @Override
        public void to(Handler handler) {
            handler.received(this);
        }
    }

    /** Asks a bean of the portal. */
    record Call(String id, String method, Content content) implements Command {
        @Override
        public void to(Handler handler) {
            handler.call(this);
        }
    }

    /**
     * A part of a command.
     *
     * @param of names the transfer among those of the session
     * @param index counts the parts from 0
     * @param last whether it is the last part
     * @param data the part: a piece of JSON text, or bytes of MessagePack
     */
    record Chunk(String id, String of, int index, boolean last, Part data) implements Command {
        @Override
        public void to(Handler handler) {
            handler.chunk(this);
        }
    }

    /**
     * Could not be read.
     *
     * @param code the refusal it is answered with
     * @param message what is wrong, in plain words
     */
    record Invalid(String id, ErrorCode code, String message) implements Command {
        @Override
        public void to(Handler handler) {
            handler.invalid(this);
        }
    }

    /**
     * Was one too many in too little time, and is not carried out.
     *
     * @param command what it was
     * @param retryAfter how long the client should wait
     */
    record Throttled(Command command, Duration retryAfter) implements Command {
        @Override
        public String id() {
            return command.id();
        }

        @Override
        public void to(Handler handler) {
            handler.throttled(this);
        }
    }
}
