package org.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.carillon.ErrorCode;
import org.carillon.endpoint.Transfers.Outcome;
import org.carillon.endpoint.Transfers.Refused;
import org.carillon.endpoint.Transfers.Taken;
import org.carillon.endpoint.Transfers.Whole;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.protocol.Command;
import org.carillon.protocol.Part;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

/** The rule for each way in which parts may come. */
class TransfersTest {
    private static final int BYTES = 4096;
    private static final int OVERHEAD = 64;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final ManualClock clock = new ManualClock();
    private final Settings settings = TestSettings.of("carillon.chunk.bytes", "" + BYTES,
            "carillon.chunk.transfers", "3", "carillon.chunk.memory", "" + 3 * BYTES, "carillon.chunk.timeout", "5s");
    private final TransferMemory memory = new TransferMemory(settings, new Metrics(), clock);
    private final List<Refused> expired = new ArrayList<>();
    private final Transfers transfers = session();

    private Transfers session() {
        return new Transfers(settings.chunk(), memory, expired::add);
    }

    private Outcome take(Transfers session, String of, int index, boolean last, Part part) {
        return session.take(new Command.Chunk("", of, index, last, part), clock.millis());
    }

    private Outcome take(String of, int index, String text) {
        return take(transfers, of, index, false, new Part.Text(text));
    }

    private Outcome last(String of, int index, String text) {
        return take(transfers, of, index, true, new Part.Text(text));
    }

    private static Part bytes(int count) {
        return new Part.Binary(new byte[count]);
    }

    @Test
    void giveUp_openTransfer_holdsNothingMoreAndItsLaterPartsAreSwallowed() {
        take("t", 0, "abc");

        assertThat(transfers.giveUp(new Command.Chunk("", "t", 1, false, new Part.Text("x")))).isTrue();
        assertThat(memory.held()).isZero();
        assertThat(transfers.giveUp(new Command.Chunk("", "t", 2, false, new Part.Text("x")))).isFalse();
        assertThat(last("t", 3, "x")).isInstanceOf(Taken.class);
        take("t", 0, "a");
        assertWhole(last("t", 1, "b")).isEqualTo("ab");
    }

    private AbstractStringAssert<?> assertWhole(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Whole.class);
        Transfer transfer = ((Whole) outcome).transfer();
        memory.give(transfer.memory());
        return assertThat(new String(transfer.joined(), StandardCharsets.UTF_8));
    }

    private static AbstractStringAssert<?> assertRefused(Outcome outcome, String of, ErrorCode code) {
        assertThat(outcome).isInstanceOf(Refused.class);
        Refused refused = (Refused) outcome;
        assertThat(refused.of()).isEqualTo(of);
        assertThat(refused.code()).as(refused.message()).isEqualTo(code);
        return assertThat(refused.message());
    }

    private static void assertTaken(Outcome outcome) {
        assertThat(outcome).isEqualTo(new Taken());
    }

    @Test
    void take_partsInOrder_areOneText() {
        assertTaken(take("a", 0, "{\"x\""));
        assertTaken(take("a", 1, ""));
        assertTaken(take("a", 2, ":\"é"));
        assertWhole(last("a", 3, "🎵\"}")).isEqualTo("{\"x\":\"é🎵\"}");
        assertThat(memory.held()).isZero();
    }

    @Test
    void take_oneLastPart_isWhole() {
        assertWhole(last("a", 0, "{}")).isEqualTo("{}");
    }

    @Test
    void take_textCutWithinSurrogatePairs_isJoined() {
        assertTaken(take("a", 0, "x\uD83C"));
        assertTaken(take("a", 1, "\uDFB5\uD83C"));
        assertTaken(take("a", 2, ""));
        assertWhole(last("a", 3, "\uDFB5")).isEqualTo("x🎵🎵");
    }

    @Test
    void take_halfASurrogatePair_isRefused() {
        assertRefused(take("a", 0, "\uDFB5"), "a", ErrorCode.MALFORMED).contains("surrogate");
        assertTaken(take("b", 0, "\uD83C"));
        assertRefused(take("b", 1, "x"), "b", ErrorCode.MALFORMED);
        assertThat(memory.held()).isZero();
    }

    @Test
    void take_bytes_areJoined() {
        assertTaken(take(transfers, "a", 0, false, new Part.Binary(new byte[] {1, -1})));
        Outcome outcome = take(transfers, "a", 1, true, new Part.Binary(new byte[] {0}));

        Transfer transfer = ((Whole) outcome).transfer();
        assertThat(transfer.text()).isFalse();
        assertThat(transfer.joined()).containsExactly(1, -1, 0);
    }

    @Test
    void take_indexOfAPartThatIsThere_isIgnored() {
        take("a", 0, "one ");
        assertTaken(take("a", 0, "again "));
        take("a", 1, "two");
        assertTaken(last("a", 1, "again "));
        assertTaken(take("a", 0, "again "));

        assertWhole(last("a", 2, "")).isEqualTo("one two");
    }

    @Test
    void take_indexLeftOut_isRefusedOnceAndTheRestSwallowed() {
        take("a", 0, "one");
        assertRefused(take("a", 2, "three"), "a", ErrorCode.MALFORMED).contains("index 1", "not 2");
        assertThat(memory.held()).isZero();
        assertTaken(take("a", 1, "two"));
        assertTaken(take("a", 3, "four"));
        assertTaken(last("a", 4, "five"));
        assertRefused(take("a", 5, "six"), "a", ErrorCode.MALFORMED).contains("begin with index 0");
    }

    @Test
    void take_lastPartOutOfOrder_leavesNothingToSwallow() {
        take("a", 0, "one");
        assertRefused(last("a", 2, "three"), "a", ErrorCode.MALFORMED);
        assertRefused(take("a", 1, "two"), "a", ErrorCode.MALFORMED);
    }

    @Test
    void take_droppedTransferFromItsBeginning_isANewOne() {
        take("a", 0, "old");
        take("a", 2, "old");
        assertTaken(take("a", 0, "new "));
        assertWhole(last("a", 1, "one")).isEqualTo("new one");
    }

    @Test
    void take_idOfAFinishedTransfer_isANewOne() {
        assertWhole(last("a", 0, "first")).isEqualTo("first");
        assertWhole(last("a", 0, "second")).isEqualTo("second");
    }

    @Test
    void take_partsOfBothKinds_areRefused() {
        take("a", 0, "text");
        assertRefused(take(transfers, "a", 1, false, bytes(1)), "a", ErrorCode.MALFORMED).contains("text");
        take(transfers, "b", 0, false, bytes(1));
        assertRefused(take("b", 1, "text"), "b", ErrorCode.MALFORMED).contains("base64");
        assertThat(memory.held()).isZero();
    }

    @Test
    void take_oneTransferTooMany_isRefusedAndTheOthersGoOn() {
        take("a", 0, "1");
        take("b", 0, "2");
        take("c", 0, "3");
        assertRefused(take("d", 0, "4"), "d", ErrorCode.LIMIT).contains("3", "carillon.chunk.transfers");
        assertTaken(take("d", 1, "4"));
        assertWhole(last("b", 1, "")).isEqualTo("2");
        assertTaken(take("d", 0, "4"));
        assertWhole(last("d", 1, "5")).isEqualTo("45");
    }

    @Test
    void take_asManyBytesAsAllowed_isWhole_andOneMoreIsRefused() {
        take("a", 0, "é".repeat(BYTES / 4));
        assertWhole(last("a", 1, "x".repeat(BYTES / 2))).hasSize(BYTES * 3 / 4);
        take("a", 0, "é".repeat(BYTES / 4));
        assertRefused(last("a", 1, "x".repeat(BYTES / 2 + 1)), "a", ErrorCode.TOO_LARGE)
                .contains("" + BYTES, "carillon.chunk.bytes");
        assertThat(memory.held()).isZero();
    }

    @Test
    void take_tinyParts_countByTheMemoryThatTheyTake() {
        int fits = 2 * BYTES / (1 + OVERHEAD);
        for (int i = 0; i < fits; i++) {
            assertTaken(take("a", i, "x"));
        }
        assertThat(memory.held()).isEqualTo(fits * (1 + OVERHEAD));
        assertRefused(take("a", fits, "x"), "a", ErrorCode.LIMIT).contains("larger parts");
        assertThat(memory.held()).isZero();
    }

    @Test
    void take_memoryOfAllSessionsIsTaken_isRefusedToBeSentLater() {
        Transfers other = session();
        String most = "x".repeat(BYTES - 2 * OVERHEAD);
        take("a", 0, most);
        take("b", 0, most);
        assertTaken(take(other, "o", 0, false, new Part.Text("x".repeat(BYTES))));
        assertRefused(take(other, "p", 0, false, new Part.Text("x")), "p", ErrorCode.TOO_MANY)
                .contains("carillon.chunk.memory");
        assertThat(ErrorCode.TOO_MANY.retry()).isTrue();
        assertWhole(last("a", 1, "")).hasSize(most.length());
    }

    @Test
    void take_oneSessionWithItsShare_leavesTheOthersTheirs() {
        String most = "x".repeat(BYTES - OVERHEAD);
        take("a", 0, most);
        take("b", 0, most);
        assertRefused(take("c", 0, "x"), "c", ErrorCode.LIMIT).contains("" + 2 * BYTES);
        assertTaken(take(session(), "o", 0, false, new Part.Text(most)));
    }

    @Test
    void sweep_transferThatIsSilent_isGivenUpAndTheRestSwallowed() {
        take("a", 0, "one");
        clock.advance(TIMEOUT);
        take("b", 0, "one");
        memory.sweep();
        assertThat(expired).isEmpty();

        clock.advance(Duration.ofMillis(1));
        memory.sweep();
        memory.sweep();
        assertThat(expired).hasSize(1);
        assertRefused(expired.get(0), "a", ErrorCode.LIMIT).contains("5000 ms", "carillon.chunk.timeout");
        assertTaken(last("a", 1, "two"));
        assertWhole(last("b", 1, "")).isEqualTo("one");
        assertThat(memory.held()).isZero();
    }

    @Test
    void take_afterASilence_givesUpTheSilentOnesFirst() {
        take("a", 0, "1");
        take("b", 0, "2");
        take("c", 0, "3");
        clock.advance(TIMEOUT.plusMillis(1));
        assertTaken(take("d", 0, "4"));

        assertThat(expired).extracting(Refused::of).containsExactly("a", "b", "c");
    }

    @Test
    void sweep_partRepeated_doesNotKeepItsTransfer() {
        take("a", 0, "one");
        clock.advance(TIMEOUT);
        take("a", 0, "one");
        clock.advance(Duration.ofMillis(1));
        memory.sweep();

        assertThat(expired).extracting(Refused::of).containsExactly("a");
    }

    @Test
    void end_givesBackAllMemory_andTakesNothingMore() {
        take("a", 0, "one");
        take(transfers, "b", 0, false, bytes(100));
        transfers.end();
        assertThat(memory.held()).isZero();
        assertTaken(take("c", 0, "late"));
        assertTaken(last("c", 0, "late"));
        assertThat(memory.held()).isZero();
        clock.advance(TIMEOUT.plusDays(1));
        memory.sweep();
        assertThat(expired).isEmpty();
    }

    @Test
    void take_manyDroppedTransfers_areNotAllRemembered() {
        for (int i = 0; i < 100; i++) {
            assertRefused(take("t" + i, 1, "x"), "t" + i, ErrorCode.MALFORMED);
        }
        assertTaken(take("t99", 2, "x"));
        assertTaken(take("t36", 2, "x"));
        assertRefused(take("t35", 2, "x"), "t35", ErrorCode.MALFORMED);
    }
}
