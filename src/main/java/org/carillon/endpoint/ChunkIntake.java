package org.carillon.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.protocol.Command;
import org.carillon.protocol.Frame;
import org.carillon.protocol.JsonDecoder;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** Puts the parts that a session sends together, and has the command that they make carried out. */
final class ChunkIntake {
    private final ClientSession session;
    private final Services services;
    private final Consumer<Command> inner;
    /** Made with the first part: most sessions send none. */
    private @Nullable Transfers transfers;
    private boolean ended;

    /**
     * The intake of a session.
     *
     * @param inner carries out what came in parts
     */
    ChunkIntake(ClientSession session, Services services, Consumer<Command> inner) {
        this.session = session;
        this.services = services;
        this.inner = inner;
    }

    /** Those that are made after the session's end take nothing. */
    private Transfers transfers() {
        Transfers made;
        boolean over;
        synchronized (this) {
            made = transfers == null ? new Transfers(services.settings().chunk(), services.transferMemory(),
                    refused -> refuse(Command.NO_ID, refused)) : transfers;
            transfers = made;
            over = ended;
        }
        if (over) {
            made.end();
        }
        return made;
    }

    void take(Command.Chunk chunk) {
        Transfers.Outcome outcome = transfers().take(chunk, services.now());
        if (outcome instanceof Transfers.Refused refused) {
            refuse(chunk.id(), refused);
        } else if (outcome instanceof Transfers.Whole whole) {
            carryOut(chunk, whole.transfer());
        }
    }

    /** Gives up the transfer of a part that came too fast; false if it had been given up before. */
    boolean giveUp(Command.Chunk chunk) {
        return transfers().giveUp(chunk);
    }

    /** Gives back what open transfers hold: the session has ended. */
    void end() {
        Transfers made;
        synchronized (this) {
            ended = true;
            made = transfers;
        }
        if (made != null) {
            made.end();
        }
    }

    /** The memory is given back when the command has been handed on, since that takes as much again. */
    private void carryOut(Command.Chunk last, Transfer transfer) {
        try {
            Command command = permitted(command(transfer));
            session.reply(new ServerMessage.ChunkAck(last.id(), last.of()));
            inner.accept(command);
        } catch (RefusedException e) {
            refuse(last.id(), new Transfers.Refused(last.of(), e.code(), String.valueOf(e.getMessage())));
        } finally {
            services.transferMemory().give(transfer.memory());
        }
    }

    private static Command command(Transfer transfer) {
        byte[] bytes = transfer.joined();
        return transfer.text()
                ? JsonDecoder.whole(new String(bytes, StandardCharsets.UTF_8)) : JsonDecoder.whole(bytes);
    }

    /** What is published has the limit of its channel; what goes elsewhere has that of messages that come whole. */
    private Command permitted(Command command) {
        int limit = services.settings().limits().message();
        boolean large = elsewhere(command).filter(content -> Frame.utf8Length(content.json()) > limit).isPresent();
        return large
                ? new Command.Invalid(command.id(), ErrorCode.TOO_LARGE, "the content may have at most " + limit
                        + " bytes here, only what is published to a channel may have more")
                : command;
    }

    private static Optional<Content> elsewhere(Command command) {
        if (command instanceof Command.Send send) {
            return Optional.of(send.content());
        }
        return command instanceof Command.Call call ? Optional.of(call.content()) : Optional.empty();
    }

    private void refuse(String id, Transfers.Refused refused) {
        session.reply(() -> {
            session.send(new ServerMessage.Refusal(id, refused.code(),
                    "transfer '" + refused.of() + "': " + refused.message(), refused.of()));
            if (!refused.code().retry()) {
                session.refused(services.now());
            }
        });
    }
}
