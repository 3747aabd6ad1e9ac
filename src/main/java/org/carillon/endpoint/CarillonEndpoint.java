package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import org.carillon.endpoint.transport.FrameEncoder;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Format;
import org.jspecify.annotations.Nullable;

/** The socket: one instance a session, which only delegates. Messages come in parts, so that their size is bounded. */
@ServerEndpoint(
        value = CarillonEndpoint.PATH,
        subprotocols = {"carillon.v1.json", "carillon.v1.jsonl", "carillon.v1.msgpack"},
        configurator = HandshakeConfigurator.class,
        decoders = CommandDecoder.class,
        encoders = FrameEncoder.class)
public class CarillonEndpoint {
    /** Where it is, below the context path. */
    public static final String PATH = "/ws";

    private static final Logger LOG = System.getLogger(CarillonEndpoint.class.getName());

    @Inject
    private @Nullable Services services;

    private @Nullable Conversation conversation;

    /** Made by the container. */
    public CarillonEndpoint() {}

    /** A handshake has succeeded. */
    @OnOpen
    public void opened(Session session) {
        Object handshake = session.getUserProperties().get(Handshake.PROPERTY);
        if (services == null || !(handshake instanceof Handshake)) {
            throw new IllegalStateException("the handshake did not pass the filter carillon-handshake");
        }
        conversation = Conversation.open(services, (Handshake) handshake,
                format(session), services.transports().of(session));
    }

    /** What was negotiated, and what the client offers in the URL. */
    private static Format format(Session session) {
        return new Format(Dialect.of(session.getNegotiatedSubprotocol()),
                offers(session, "chunks"), offers(session, "gzip"));
    }

    private static boolean offers(Session session, String option) {
        return session.getRequestParameterMap().getOrDefault(option, List.of()).contains("1");
    }

    /** A part of a text message. */
    @OnMessage
    public void text(String part, boolean last) {
        if (conversation != null) {
            conversation.carryOut(conversation.text(part, last));
        }
    }

    /** A part of a binary message. */
    @OnMessage
    public void binary(ByteBuffer part, boolean last) {
        if (conversation != null) {
            conversation.carryOut(conversation.binary(part, last));
        }
    }

    /** The answer to a ping, or a pong that nobody asked for. */
    @OnMessage
    public void pong(PongMessage pong) {
        if (conversation != null) {
            conversation.ponged();
        }
    }

    /** The session has ended, whoever wanted it. */
    @OnClose
    public void closed(CloseReason reason) {
        if (conversation != null) {
            String words = reason.getReasonPhrase() == null ? "" : reason.getReasonPhrase();
            conversation.ended(reason.getCloseCode().getCode(), words);
        }
    }

    /** Something failed that the container noticed. */
    @OnError
    public void failed(Throwable failure) {
        if (conversation == null) {
            LOG.log(Level.WARNING, "A session could not be opened", failure);
        } else {
            conversation.failed(failure);
        }
    }
}
