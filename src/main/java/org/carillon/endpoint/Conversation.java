package org.carillon.endpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.carillon.Identity;
import org.carillon.endpoint.transport.Incoming;
import org.carillon.endpoint.transport.SessionTransport;
import org.carillon.limit.Limit;
import org.carillon.limit.SessionRate;
import org.carillon.protocol.Command;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Format;
import org.carillon.session.ClientSession;
import org.carillon.session.LargeFrames;

/** One session from its opening to its end: what an endpoint's callbacks delegate to. */
public final class Conversation implements Incoming {
    private final ClientSession session;
    private final SessionTransport transport;
    private final LargeFrames.Gate gate;
    private final Services services;
    private final CommandDispatcher dispatcher;
    private final CommandDecoder decoder;
    private final FrameDecoder frames;
    private final TextAssembly text;
    private final BinaryAssembly binary;
    private final SessionRate rate;

    private Conversation(ClientSession session, SessionTransport transport, LargeFrames.Gate gate, Services services,
            String device) {
        this.session = session;
        this.transport = transport;
        this.gate = gate;
        this.services = services;
        this.dispatcher = new CommandDispatcher(session, services, device);
        int limit = services.settings().limits().message();
        this.decoder = new CommandDecoder(session.dialect());
        this.frames = new FrameDecoder(session.format(), limit);
        this.text = new TextAssembly(limit);
        this.binary = new BinaryAssembly(limit);
        this.rate = new SessionRate(services.settings(), session.address(), services.clock());
    }

    /** Opens a session: registered first, then closed again if the handshake or a limit says so, or signed in. */
    public static Conversation open(Services services, Handshake handshake, Format format, SessionTransport transport) {
        LargeFrames.Gate gate = services.largeFrames().gate(transport);
        ClientSession session = new ClientSession(services.newId(), format, handshake.address(), gate.way(),
                services.settings(), services.clock());
        session.under(handshake.httpSession());
        Conversation conversation = new Conversation(session, transport, gate, services,
                handshake.device());
        Optional<Disconnect> full = services.sessions().open(session);
        full.ifPresent(why -> services.refusals().note(
                why == Disconnect.OVERLOADED ? Limit.SESSIONS : Limit.ADDRESS, handshake::address));
        full.or(handshake::refusal).ifPresentOrElse(
                session::close, () -> handshake.identity()
                        .ifPresent(identity -> conversation.dispatcher.begin(identity, handshake.way())));
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
        Optional<String> message = text.add(part, last);
        rate.arrived(text.lastPart());
        if (text.over()) {
            tooLarge();
        }
        return message.map(decoder::decode).map(Commands::list).map(this::limited).orElse(List.of());
    }

    @Override
    public List<Command> binary(ByteBuffer part, boolean last) {
        heard();
        rate.arrived(part.remaining());
        Optional<ByteBuffer> message = binary.add(part, last);
        Optional<List<Command>> commands = message.flatMap(frames::read);
        if (binary.over() || message.isPresent() && commands.isEmpty()) {
            tooLarge();
        }
        return commands.map(this::limited).orElse(List.of());
    }

    /** The commands of a message; those that are too many, or all if it is too long, in a form that is refused. */
    private List<Command> limited(List<Command> commands) {
        boolean tooLong = rate.ended();
        List<Command> result = commands;
        for (int i = 0; i < commands.size(); i++) {
            if (tooLong || !rate.command()) {
                result = result == commands ? new ArrayList<>(commands) : result;
                result.set(i, throttled(commands.get(i), tooLong ? Limit.BYTES : Limit.COMMANDS));
            }
        }
        return result;
    }

    private Command throttled(Command command, Limit limit) {
        note(limit);
        return new Command.Throttled(command, rate.retryAfter(limit));
    }

    private void note(Limit limit) {
        services.refusals().note(limit, () -> "a session of "
                + session.identity().map(Identity::user).orElse("nobody yet") + " from " + session.address());
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

    /** Something came from the client. */
    public void heard() {
        session.heard(services.now());
    }

    @Override
    public boolean pinged() {
        heard();
        return controlled();
    }

    @Override
    public void ponged() {
        heard();
        controlled();
    }

    /** Counts a control frame as a command; one that is too many has no answer, and ends the session like others. */
    private boolean controlled() {
        boolean within = rate.command();
        if (!within) {
            note(Limit.COMMANDS);
            session.throttled(services.now());
        }
        return within;
    }

    @Override
    public void tooLarge() {
        session.close(Disconnect.TOO_LARGE);
    }

    /** A lost connection is no failure. */
    @Override
    public void failed(Throwable failure) {
        if (!(failure instanceof IOException)) {
            services.failures().log(() -> "Session " + session.id() + " failed", failure);
            session.close(Disconnect.INTERNAL);
        }
    }

    /** Cleans up, since the connection has ended; without effect the second time. */
    public void ended(int code, String reason) {
        if (services.sessions().close(session, code, reason)) {
            services.ended(session);
        }
        services.channels().drop(session);
        services.inboxes().drop(session);
        dispatcher.end();
        gate.end();
        transport.ended();
        services.calls().drop(session);
    }
}
