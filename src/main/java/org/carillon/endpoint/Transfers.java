package org.carillon.endpoint;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.node.ChunkSettings;
import org.carillon.protocol.Command;

/**
 * The transfers of one session. A transfer that breaks a rule is dropped and refused once; its later parts are
 * swallowed up to the last, so that one mistake is one refusal. Its monitor guards its state.
 */
final class Transfers {
    /** How many dropped transfers are remembered, so that their later parts are swallowed. */
    private static final int DROPPED_KEPT = 64;

    private final ChunkSettings limits;
    private final TransferMemory memory;
    private final Consumer<Refused> expired;
    private final Map<String, Transfer> open = new LinkedHashMap<>(0);
    private final Set<String> dropped = new LinkedHashSet<>(0);
    private long held;
    private boolean ended;

    /** What became of a part. */
    sealed interface Outcome {}

    /** It is kept, or was not needed. */
    record Taken() implements Outcome {}

    /** It was the last one: the transfer is whole, and its memory is to be given back when it is done with. */
    record Whole(Transfer transfer) implements Outcome {}

    /** The transfer is dropped. */
    record Refused(String of, ErrorCode code, String message) implements Outcome {}

    /**
     * No transfers.
     *
     * @param expired is told of transfers that are given up, on any thread and without a lock
     */
    Transfers(ChunkSettings limits, TransferMemory memory, Consumer<Refused> expired) {
        this.limits = limits;
        this.memory = memory;
        this.expired = expired;
    }

    /** Takes a part at {@code now}, in epoch milliseconds. */
    Outcome take(Command.Chunk chunk, long now) {
        expire(now);
        return taken(chunk, now);
    }

    private synchronized Outcome taken(Command.Chunk chunk, long now) {
        Transfer transfer = open.get(chunk.of());
        boolean late = transfer == null && chunk.index() > 0 && dropped.contains(chunk.of());
        boolean again = transfer != null && chunk.index() < transfer.next();
        if (ended || late || again) {
            if (late && chunk.last()) {
                dropped.remove(chunk.of());
            }
            return new Taken();
        }
        try {
            return add(chunk, transfer == null ? begun(chunk) : transfer, now);
        } catch (RefusedException e) {
            drop(chunk.of(), !chunk.last());
            return new Refused(chunk.of(), e.code(), String.valueOf(e.getMessage()));
        }
    }

    /** Gives up the transfer of a part that is not taken; false if it was dropped before. */
    synchronized boolean giveUp(Command.Chunk chunk) {
        boolean late = !open.containsKey(chunk.of()) && chunk.index() > 0 && dropped.contains(chunk.of());
        if (late && chunk.last()) {
            dropped.remove(chunk.of());
        } else if (!late) {
            drop(chunk.of(), !chunk.last());
        }
        return !late;
    }

    private Transfer begun(Command.Chunk chunk) {
        require(chunk.index() == 0, ErrorCode.MALFORMED, "its parts must begin with index 0, not " + chunk.index());
        require(open.size() < limits.transfers(), ErrorCode.LIMIT,
                "a session may have " + limits.transfers() + " transfers open (carillon.chunk.transfers), finish one");
        Transfer transfer = new Transfer(chunk.data());
        dropped.remove(chunk.of());
        open.put(chunk.of(), transfer);
        memory.watch(this);
        return transfer;
    }

    private Outcome add(Command.Chunk chunk, Transfer transfer, long now) {
        require(chunk.index() == transfer.next(), ErrorCode.MALFORMED,
                "index " + transfer.next() + " must come next, not " + chunk.index());
        byte[] part = transfer.read(chunk.data());
        require(part.length <= limits.bytes() - transfer.bytes(), ErrorCode.TOO_LARGE,
                "its parts may have " + limits.bytes() + " bytes together (carillon.chunk.bytes)");
        int more = Transfer.memory(part.length);
        require(more <= limits.share() - held, ErrorCode.LIMIT,
                "the open transfers of a session may hold " + limits.share() + " bytes of memory, send larger parts, "
                        + "or one transfer after another");
        require(memory.take(more), ErrorCode.TOO_MANY,
                "the open transfers of all sessions hold all their memory (carillon.chunk.memory), send it later");
        held += more;
        transfer.add(part, now);
        if (!chunk.last()) {
            return new Taken();
        }
        remove(chunk.of(), transfer);
        return new Whole(transfer);
    }

    private static void require(boolean condition, ErrorCode code, String otherwise) {
        if (!condition) {
            throw new RefusedException(code, otherwise);
        }
    }

    /** Drops a transfer, if it is open; {@code more} if later parts of it are to be swallowed. */
    private void drop(String of, boolean more) {
        Transfer transfer = open.get(of);
        if (transfer != null) {
            remove(of, transfer);
            memory.give(transfer.memory());
        }
        if (more) {
            dropped.add(of);
            if (dropped.size() > DROPPED_KEPT) {
                dropped.remove(dropped.iterator().next());
            }
        }
    }

    private void remove(String of, Transfer transfer) {
        open.remove(of);
        held -= transfer.memory();
        if (open.isEmpty()) {
            memory.forget(this);
        }
    }

    /** Gives up what has been silent for too long at {@code now}, in epoch milliseconds. */
    void expire(long now) {
        silent(now).forEach(expired);
    }

    private synchronized List<Refused> silent(long now) {
        List<Refused> refused = new ArrayList<>(0);
        for (String of : List.copyOf(open.keySet())) {
            Transfer transfer = open.get(of);
            if (transfer != null && now - transfer.heardAt() > limits.timeout().toMillis()) {
                drop(of, true);
                refused.add(new Refused(of, ErrorCode.LIMIT, "no part came for " + limits.timeout().toMillis()
                        + " ms (carillon.chunk.timeout), send all of it again"));
            }
        }
        return refused;
    }

    /** Gives everything back, and takes nothing more: the session has ended. */
    synchronized void end() {
        ended = true;
        Iterator<Transfer> all = open.values().iterator();
        while (all.hasNext()) {
            memory.give(all.next().memory());
            all.remove();
        }
        held = 0;
        memory.forget(this);
    }
}
