package org.carillon.endpoint;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.carillon.endpoint.transport.Incoming;
import org.carillon.endpoint.transport.SessionTransport;
import org.carillon.protocol.Command;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Format;
import org.carillon.session.ClientSession;
import org.carillon.session.LargeFrames;

/** One session from its opening to its end: what an endpoint's callbacks delegate to. */
public final class Conversation implements Incoming {
    private static final Logger LOG = System.getLogger(Conversation.class.getName());

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
    public static Conversation open(Services services, Handshake handshake, Format format, SessionTransport transport) {
        LargeFrames.Gate gate = services.largeFrames().gate(transport);
        ClientSession session = new ClientSession(services.newId(), format, handshake.address(), gate.way(),
                services.settings(), services.clock());
        Conversation conversation = new Conversation(session, gate, services, handshake.device());
        services.sessions().open(session).or(handshake::refusal).ifPresentOrElse(
                session::close, () -> handshake.identity().ifPresent(conversation.dispatcher::begin));
        conversation.endIfRefused();
        transport.listen(conversation);
        return conversation;
    }

    /** Payara's container never reports the end of a session that was closed while it opened (RefusedSessionIT). */
    private void endIfRefused() {
        session.queue().closing().filter(why -> session.ended()).ifPresent(why -> ended(why.code(), why.reason()));
    }

    @Override
    public List<Command> text(String part, boolean last) {
        heard();
        List<Command> commands = text.add(part, last).map(decoder::decode).map(Commands::list).orElse(List.of());
        if (text.over()) {
            tooLarge();
        }
        return commands;
    }

    @Override
    public List<Command> binary(ByteBuffer part, boolean last) {
        heard();
        Optional<ByteBuffer> message = binary.add(part, last);
        Optional<List<Command>> commands = message.flatMap(frames::read);
        if (binary.over() || message.isPresent() && commands.isEmpty()) {
            tooLarge();
        }
        return commands.orElse(List.of());
    }

    @Override
    public boolean prompt(List<Command> commands) {
        for (Command command : commands) {
            if (!prompt(command)) {
                return false;
            }
        }
        return true;
    }

    private boolean prompt(Command command) {
        return command instanceof Command.Ping || command instanceof Command.Pong
                || command instanceof Command.Publish publish && services.channels().prompt(publish.channel());
    }

    @Override
    public void carryOut(List<Command> commands) {
        for (Command command : commands) {
            if (!session.ended() && session.queue().closing().isEmpty()) {
                dispatcher.dispatch(command);
            }
        }
    }

    @Override
    public void heard() {
        session.heard(services.now());
    }

    /** A message was larger than the limit: the session is closed. */
    public void tooLarge() {
        session.close(Disconnect.TOO_LARGE);
    }

    /** A lost connection is no failure. */
    @Override
    public void failed(Throwable failure) {
        if (!(failure instanceof IOException)) {
            LOG.log(Level.WARNING, "Session " + session.id() + " failed", failure);
            session.close(Disconnect.INTERNAL);
        }
    }

    /** Cleans up, since the connection has ended; without effect the second time. */
    public void ended(int code, String reason) {
        services.sessions().close(session, code, reason);
        services.channels().drop(session);
        services.inboxes().drop(session);
        dispatcher.end();
        gate.end();
        services.calls().drop(session);
    }
}
