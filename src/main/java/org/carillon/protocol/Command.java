package org.carillon.protocol;

import org.carillon.Content;
import org.carillon.ErrorCode;
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

        void invalid(Invalid command);
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
     * @param presence whether to get the members, and their joins and leaves
     */
    record Subscribe(String id, String channel, boolean presence) implements Command {
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
}
