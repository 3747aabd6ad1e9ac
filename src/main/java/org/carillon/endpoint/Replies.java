package org.carillon.endpoint;

import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.node.Failures;
import org.carillon.protocol.Command;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** Turns the outcomes of one session's commands into replies, in the order of the commands. */
final class Replies {
    private static final Logger LOG = System.getLogger(Replies.class.getName());

    private final ClientSession session;
    private final Services services;

    Replies(ClientSession session, Services services) {
        this.session = session;
        this.services = services;
    }

    /** Does something in the order of the replies; a refusal or a failure becomes one. */
    void run(String id, Runnable action) {
        session.reply(() -> {
            try {
                action.run();
            } catch (RefusedException e) {
                refuse(id, e);
            } catch (RuntimeException e) {
                fail(id, e);
            }
        });
    }

    /** Replies when the outcome of a command is known: by what {@code reply} makes of it, or why there is none. */
    <T> void await(String id, CompletionStage<T> outcome, Consumer<T> reply) {
        session.reply(outcome, (value, failure) -> answer(id, value, failure, reply));
    }

    private <T> void answer(String id, @Nullable T outcome, @Nullable Throwable failure, Consumer<T> reply) {
        Throwable cause = failure == null ? null : Failures.cause(failure);
        if (cause instanceof RefusedException refusal) {
            refuse(id, refusal);
        } else if (cause != null) {
            fail(id, cause);
        } else if (outcome != null) {
            reply.accept(outcome);
        }
    }

    /** Refuses a command that was one too many; of a transfer only its first such part, since it is given up then. */
    void throttled(Command.Throttled command, @Nullable ChunkIntake chunks) {
        Command inner = command.command();
        if (inner instanceof Command.Chunk chunk && (chunks == null || !chunks.giveUp(chunk))
                || inner instanceof Command.Pong) {
            return;
        }
        String of = inner instanceof Command.Chunk chunk ? chunk.of() : "";
        session.reply(() -> {
            session.send(new ServerMessage.Refusal(command.id(), ErrorCode.TOO_MANY,
                    "the session sends too much in too little time, send slower", of, command.retryAfter()));
            session.throttled(services.now());
        });
    }

    private void refuse(String id, RefusedException e) {
        session.send(new ServerMessage.Refusal(id, e.code(), String.valueOf(e.getMessage()), "", e.retryAfter()));
        if (!e.code().retry()) {
            session.refused(services.now());
        }
    }

    private void fail(String id, Throwable e) {
        LOG.log(Level.ERROR, "A command of session " + session.id() + " failed", e);
        session.send(new ServerMessage.Refusal(id, ErrorCode.INTERNAL, "the server failed, its log says more"));
    }
}
