package org.carillon.endpoint;

import java.nio.ByteBuffer;
import org.carillon.protocol.Command;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Format;
import org.carillon.session.ClientSession;
import org.carillon.session.LargeFrames;

/** One session from its opening to its end: what the endpoint's callbacks delegate to. */
final class Conversation {
    private final ClientSession session;
    private final LargeFrames.Gate gate;
    private final Services services;
    private final CommandDispatcher dispatcher;
    private final CommandDecoder decoder;
    private final FrameDecoder frames;
    private final TextAssembly text;
    private final BinaryAssembly binary;

    private Conversation(ClientSession session, LargeFrames.Gate gate, Services services, String device) {
        this.session = session;
        this.gate = gate;
        this.services = services;
        this.dispatcher = new CommandDispatcher(session, services, device);
        int limit = services.settings().limits().message();
        this.decoder = new CommandDecoder(session.dialect());
        this.frames = new FrameDecoder(session.format(), limit);
        this.text = new TextAssembly(limit);
        this.binary = new BinaryAssembly(limit);
    }

    /** Opens a session: registered first, then closed again if the handshake or a limit says so, or signed in. */
    static Conversation open(Services services, Handshake handshake, Format format, WebSocketTransport transport) {
        LargeFrames.Gate gate = services.largeFrames().gate(transport);
        ClientSession session = new ClientSession(services.newId(), format, handshake.address(), gate,
                services.settings(), services.clock());
        Conversation conversation = new Conversation(session, gate, services, handshake.device());
        services.sessions().open(session).or(handshake::refusal).ifPresentOrElse(
                session::close, () -> handshake.identity().ifPresent(conversation.dispatcher::begin));
        conversation.endIfRefused();
        return conversation;
    }

    /** Payara's container never reports the end of a session that was closed while it opened (RefusedSessionIT). */
    private void endIfRefused() {
        session.queue().closing().filter(why -> session.ended()).ifPresent(why -> ended(why.code(), why.reason()));
    }

    void text(String part, boolean last) {
        heard();
        text.add(part, last).ifPresent(message -> decoder.decode(message).list().forEach(this::dispatch));
        if (text.over()) {
            tooLarge();
        }
    }

    void binary(ByteBuffer part, boolean last) {
        heard();
        binary.add(part, last).ifPresent(message -> frames.read(message).ifPresentOrElse(
                commands -> commands.forEach(this::dispatch), this::tooLarge));
        if (binary.over()) {
            tooLarge();
        }
    }

    void heard() {
        session.heard(services.now());
    }

    private void tooLarge() {
        session.close(Disconnect.TOO_LARGE);
    }

    void failed() {
        session.close(Disconnect.INTERNAL);
    }

    /** Cleans up; the container has reported the end. */
    void ended(int code, String reason) {
        services.sessions().close(session, code, reason);
        services.channels().drop(session);
        services.inboxes().drop(session);
        dispatcher.end();
        gate.end();
        services.calls().drop(session);
    }

    private void dispatch(Command command) {
        if (!session.ended() && session.queue().closing().isEmpty()) {
            dispatcher.dispatch(command);
        }
    }
}
