package org.carillon.endpoint;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.audit.Way;
import org.carillon.channel.HistoryQuery;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.protocol.Command;
import org.carillon.protocol.Dialect;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the commands of one session, each by one call of the service that does it, and turns refusals into
 * replies. Before it has signed in, a session may say nothing but {@code auth}, {@code login}, {@code ping} and
 * {@code pong}.
 */
final class CommandDispatcher implements Command.Handler {
    private static final Logger LOG = System.getLogger(CommandDispatcher.class.getName());

    private final ClientSession session;
    private final Services services;
    private final String device;
    private final Replies replies;
    /** Absent in the dispatcher of what came in parts. */
    private final @Nullable ChunkIntake chunks;

    /** A dispatcher of a session whose client has this name, empty for none. */
    CommandDispatcher(ClientSession session, Services services, String device) {
        this.session = session;
        this.services = services;
        this.device = device;
        this.replies = new Replies(session, services);
        this.chunks = new ChunkIntake(session, services, new CommandDispatcher(this)::dispatch);
    }

    private CommandDispatcher(CommandDispatcher outer) {
        this.session = outer.session;
        this.services = outer.services;
        this.device = outer.device;
        this.replies = outer.replies;
        this.chunks = null;
    }

    /** Carries out one command. */
    void dispatch(Command command) {
        try {
            command.to(this);
        } catch (RuntimeException e) {
            replies.run(command.id(), () -> {
                throw e;
            });
        }
    }

    /** Begins a session whose handshake said who it is. */
    void begin(Identity identity, Way way) {
        if (signIn(identity, way)) {
            openInbox();
        }
    }

    /** What waits for the user comes after the welcome, and after the answer to a sign-in by message. */
    private void openInbox() {
        session.reply(services.inboxes().open(session, device), (begin, failure) -> {
            if (begin != null) {
                begin.run();
            } else if (failure instanceof CompletionException e && e.getCause() instanceof RefusedException) {
                LOG.log(Level.DEBUG, "The inbox of a session cannot be read now, so the session is closed", failure);
                session.close(Disconnect.UNAVAILABLE);
            } else {
                LOG.log(Level.ERROR, "The inbox of session " + session.id() + " could not be opened", failure);
                session.close(Disconnect.INTERNAL);
            }
        });
    }

    /** The session has ended. */
    void end() {
        if (chunks != null) {
            chunks.end();
        }
    }

    /** Signs the session in: welcome, and the default channel for a client that speaks no protocol. */
    private boolean signIn(Identity identity, Way way) {
        Optional<Disconnect> refusal = services.signIn(session, identity, way);
        if (refusal.isPresent()) {
            session.close(refusal.get());
            return false;
        }
        if (session.dialect() == Dialect.BARE) {
            services.channels().welcomeToDefault(session, services.welcome(session));
            session.welcome(List.of());
        } else {
            session.welcome(session.frames(services.welcome(session)));
        }
        return true;
    }

    @Override
    public void auth(Command.Auth command) {
        Optional<Identity> before = session.identity();
        Identity identity;
        try {
            identity = services.tokens().verify(command.token());
            if (!command.username().isEmpty() && !command.username().equals(identity.user())) {
                throw new RefusedException(ErrorCode.UNAUTHENTICATED, "the token is not that of the username");
            }
        } catch (RefusedException e) {
            failedAuth(command, e, before.isPresent() && before.get().guest());
            return;
        }
        if (before.isEmpty()) {
            if (signIn(identity, Way.MESSAGE)) {
                session.reply(succeeded(command, identity));
                openInbox();
            }
        } else {
            renew(command, before.get(), identity);
        }
    }

    private void renew(Command.Auth command, Identity before, Identity identity) {
        if (!before.guest() && !before.user().equals(identity.user())) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "a session may not become another user, open a new one");
        }
        Optional<Disconnect> refusal = services.signIn(session, identity, Way.MESSAGE);
        if (refusal.isPresent()) {
            session.close(refusal.get());
            return;
        }
        if (before.guest()) {
            services.channels().identityChanged(session, before);
        }
        session.reply(succeeded(command, identity));
        session.reply(() -> services.channels().recheck(session));
        if (before.guest()) {
            openInbox();
        }
    }

    private ServerMessage succeeded(Command.Auth command, Identity identity) {
        return new ServerMessage.AuthResult(
                command.id(), true, identity.user(), session.id(), identity.expires(), "");
    }

    /** A failed sign-in leaves a guest a guest, and ends any other session. */
    private void failedAuth(Command.Auth command, RefusedException e, boolean guest) {
        String reason = e.code().wireName() + ": " + e.getMessage();
        session.reply(new ServerMessage.AuthResult(command.id(), false, "", "", Optional.empty(), reason));
        if (guest) {
            services.refused("token", session);
            session.refused(services.now());
        } else {
            session.reply(() -> session.close(BearerTokens.disconnect(e)));
        }
    }

    @Override
    public void ping(Command.Ping command) {
        session.reply(new ServerMessage.Pong(command.id(), command.bare()));
    }

    @Override
    public void pong(Command.Pong command) {
        // That it came is all it says, and that was noted when it arrived.
    }

    @Override
    public void subscribe(Command.Subscribe command) {
        if (signedIn()) {
            replies.await(command.id(), services.channels().subscribe(
                    session, command.id(), command.channel(), command.since(), command.presence()), Runnable::run);
        }
    }

    @Override
    public void unsubscribe(Command.Unsubscribe command) {
        if (signedIn()) {
            services.channels().unsubscribe(session, command.id(), command.channel());
        }
    }

    @Override
    public void publish(Command.Publish command) {
        if (signedIn()) {
            replies.await(command.id(),
                    services.channels().publish(session, draft(command, session.who()), chunks == null),
                    receipt -> ack(command.id(), receipt));
        }
    }

    private Draft draft(Command.Publish command, Identity sender) {
        String channel = command.channel().isEmpty() ? services.standardChannel() : command.channel();
        String key = command.key().isEmpty() ? "" : owner(sender) + '\n' + command.key();
        return new Draft(
                channel, command.kind(), sender.user(), sender.guest(), command.content(), command.slot(), key);
    }

    /** Whose keys they are: a guest's name proves nothing, but a client that names its device is known again by it. */
    private String owner(Identity sender) {
        if (!sender.guest()) {
            return sender.user();
        }
        return device.isEmpty() ? session.id() : sender.user() + '\n' + device;
    }

    private void ack(String id, Broker.Receipt receipt) {
        if (!id.isEmpty()) {
            session.send(new ServerMessage.Ack(id, receipt.position(), receipt.duplicate()));
        }
    }

    @Override
    public void history(Command.History command) {
        if (signedIn()) {
            HistoryQuery query = new HistoryQuery(
                    command.channel(), command.since(), command.before(), command.limit());
            replies.await(command.id(), services.channels().history(session, query),
                    page -> session.send(new ServerMessage.History(command.id(), command.channel(), page.position(),
                            page.publications(), page.more())));
        }
    }

    @Override
    public void send(Command.Send command) {
        if (signedIn()) {
            replies.await(command.id(), services.inboxes().send(session, command),
                    receipt -> ack(command.id(), receipt));
        }
    }

    @Override
    public void received(Command.Received command) {
        if (signedIn()) {
            // In the order of the replies, so that the inbox has been opened when it is confirmed.
            replies.run(command.id(), () -> replies.await(command.id(), services.inboxes().received(
                    session, command.channel(), command.position()), noted -> { }));
        }
    }

    @Override
    public void call(Command.Call command) {
        if (signedIn()) {
            services.calls().call(session, command);
        }
    }

    @Override
    public void chunk(Command.Chunk command) {
        if (chunks == null) {
            throw new RefusedException(ErrorCode.MALFORMED, "what comes in parts may not be a part itself");
        }
        if (signedIn()) {
            chunks.take(command);
        }
    }

    @Override
    public void presence(Command.Presence command) {
        if (signedIn()) {
            replies.await(command.id(), services.channels().members(session, command.channel()),
                    members -> session.send(new ServerMessage.Presence(command.id(), command.channel(), members)));
        }
    }

    @Override
    public void invalid(Command.Invalid command) {
        if (signedIn()) {
            throw new RefusedException(command.code(), command.message());
        }
    }

    @Override
    public void throttled(Command.Throttled command) {
        if (signedIn()) {
            replies.throttled(command, chunks);
        }
    }

    /** Whether the session may go on; one that has not signed in is closed. */
    private boolean signedIn() {
        if (session.identity().isEmpty()) {
            session.close(Disconnect.UNAUTHENTICATED);
            return false;
        }
        return true;
    }
}
