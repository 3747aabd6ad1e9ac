package org.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.node.ChunkSettings;
import org.carillon.protocol.Command;
import org.carillon.protocol.Part;

/** The transfers of a session, beside what the protocol says must become of each part: they may never differ. */
final class ModelTransfers {
    private static final int OVERHEAD = 64;

    private final ChunkSettings limits;
    private final TransferMemory memory;
    private final LongSupplier heldByAll;
    private final Transfers transfers;
    private final Map<String, Open> open = new HashMap<>();
    private final Set<String> dropped = new HashSet<>();
    private boolean ended;
    private long now;

    /** A transfer that is not whole. */
    private static final class Open {
        private final boolean text;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private String half = "";
        private int next;
        private long heardAt;

        Open(Part first) {
            text = first instanceof Part.Text;
        }

        long memory() {
            return bytes.size() + (long) OVERHEAD * next;
        }
    }

    /**
     * No transfers.
     *
     * @param heldByAll how many bytes all sessions hold
     */
    ModelTransfers(ChunkSettings limits, TransferMemory memory, LongSupplier heldByAll) {
        this.limits = limits;
        this.memory = memory;
        this.heldByAll = heldByAll;
        this.transfers = new Transfers(limits, memory, this::expired);
    }

    /** The index of the part that is to come next. */
    int next(String of) {
        return open.containsKey(of) ? open.get(of).next : 0;
    }

    /** How many bytes it holds. */
    long held() {
        return open.values().stream().mapToLong(Open::memory).sum();
    }

    private void expired(Transfers.Refused refused) {
        Open transfer = open.remove(refused.of());
        dropped.add(refused.of());
        assertThat(refused.code()).isEqualTo(ErrorCode.LIMIT);
        assertThat(now - transfer.heardAt).as("silence").isGreaterThan(limits.timeout().toMillis());
    }

    /** Time goes on to {@code millis}. */
    void at(long millis) {
        now = millis;
    }

    void take(Command.Chunk chunk) {
        Transfers.Outcome outcome = transfers.take(chunk, now);
        assertThat(open.values()).as("none is silent for too long")
                .allMatch(transfer -> now - transfer.heardAt <= limits.timeout().toMillis());
        Open transfer = open.get(chunk.of());
        if (ended || late(chunk) || transfer != null && chunk.index() < transfer.next) {
            swallowed(chunk);
            assertThat(outcome).isEqualTo(new Transfers.Taken());
            return;
        }
        Open part = transfer == null ? new Open(chunk.data()) : transfer;
        Optional<ErrorCode> refusal = refusal(chunk, part, transfer == null);
        if (refusal.isPresent()) {
            assertThat(outcome).isInstanceOfSatisfying(Transfers.Refused.class,
                    refused -> assertThat(refused.code()).as(refused.message()).isEqualTo(refusal.get()));
            drop(chunk);
        } else {
            add(chunk, part, outcome);
        }
    }

    private boolean late(Command.Chunk chunk) {
        return !open.containsKey(chunk.of()) && chunk.index() > 0 && dropped.contains(chunk.of());
    }

    /** After the last part of a transfer that was dropped, its name is free again. */
    private void swallowed(Command.Chunk chunk) {
        if (late(chunk) && chunk.last()) {
            dropped.remove(chunk.of());
        }
    }

    private void drop(Command.Chunk chunk) {
        open.remove(chunk.of());
        if (!chunk.last()) {
            dropped.add(chunk.of());
        }
    }

    private Optional<ErrorCode> refusal(Command.Chunk chunk, Open transfer, boolean begins) {
        boolean text = chunk.data() instanceof Part.Text;
        if (chunk.index() != transfer.next || text != transfer.text) {
            return Optional.of(ErrorCode.MALFORMED);
        }
        if (begins && full()) {
            return Optional.of(ErrorCode.LIMIT);
        }
        dropped.remove(chunk.of());
        String whole = whole(chunk, transfer);
        if (!whole.equals(new String(utf8(whole), StandardCharsets.UTF_8))) {
            return Optional.of(ErrorCode.MALFORMED);
        }
        int bytes = bytes(chunk, transfer).length;
        if (transfer.bytes.size() + bytes > limits.bytes()) {
            return Optional.of(ErrorCode.TOO_LARGE);
        }
        if (held() + bytes + OVERHEAD > limits.share()) {
            return Optional.of(ErrorCode.LIMIT);
        }
        return heldByAll.getAsLong() + bytes + OVERHEAD > limits.memory()
                ? Optional.of(ErrorCode.TOO_MANY) : Optional.empty();
    }

    private boolean full() {
        return open.size() >= limits.transfers();
    }

    /** The text that a part makes whole, without the half of a surrogate pair that it may end with. */
    private static String whole(Command.Chunk chunk, Open transfer) {
        String text = chunk.data() instanceof Part.Text part ? transfer.half + part.text() : "";
        return text.substring(0, text.length() - half(text).length());
    }

    private static String half(String text) {
        boolean half = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
        return half ? text.substring(text.length() - 1) : "";
    }

    private static byte[] bytes(Command.Chunk chunk, Open transfer) {
        return chunk.data() instanceof Part.Binary part ? part.data() : utf8(whole(chunk, transfer));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void add(Command.Chunk chunk, Open transfer, Transfers.Outcome outcome) {
        open.put(chunk.of(), transfer);
        transfer.bytes.writeBytes(bytes(chunk, transfer));
        transfer.half = chunk.data() instanceof Part.Text part ? half(transfer.half + part.text()) : "";
        transfer.next++;
        transfer.heardAt = now;
        if (!chunk.last()) {
            assertThat(outcome).isEqualTo(new Transfers.Taken());
            return;
        }
        open.remove(chunk.of());
        Transfer whole = ((Transfers.Whole) outcome).transfer();
        memory.give(transfer.memory());
        assertThat(whole.memory()).isEqualTo(transfer.memory());
        assertThat(whole.text()).isEqualTo(transfer.text);
        if (transfer.half.isEmpty()) {
            assertThat(whole.joined()).isEqualTo(transfer.bytes.toByteArray());
        } else {
            assertThatThrownBy(whole::joined).isInstanceOf(RefusedException.class);
        }
    }

    void giveUp(Command.Chunk chunk) {
        boolean late = late(chunk);
        assertThat(transfers.giveUp(chunk)).isEqualTo(!late);
        if (late) {
            swallowed(chunk);
        } else {
            drop(chunk);
        }
    }

    void end() {
        transfers.end();
        ended = true;
        open.clear();
    }
}
