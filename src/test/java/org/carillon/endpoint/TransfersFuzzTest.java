package org.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.protocol.Command;
import org.carillon.protocol.Part;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;

/**
 * Whatever parts come: what is whole is what was sent, what is refused broke a rule, and memory is counted to the byte.
 * An input is read five bytes at a time: what happens, which transfer, which index, how large, and of what.
 */
class TransfersFuzzTest {
    private static final int SESSIONS = 3;
    private static final int TRANSFERS = 5;
    private static final List<String> PIECES = List.of(
            "", "a", "\"{}", "é", "漢", "😀", "\uD83D", "\uDE00", "\uDE00\uD83D", "x\uD83D", "\uDE00\uDE00",
            "\uD83D\uD83D");

    /** Something that happens, and to which of the transfers of which session. */
    private record Move(int act, int which, int index, int size, int kind) {
        static final int BYTES = 5;

        static Move read(byte[] input, int at) {
            return new Move(input[at] & 255, input[at + 1] & 255, input[at + 2] & 255, input[at + 3] & 255,
                    input[at + 4] & 255);
        }
    }

    /** Sessions that share their memory, each with a model of it. */
    private static final class World {
        private final ManualClock clock = new ManualClock();
        private final Settings settings = TestSettings.of("carillon.chunk.bytes", "1024", "carillon.chunk.memory",
                "5000", "carillon.chunk.transfers", "3", "carillon.chunk.timeout", "5s");
        private final TransferMemory memory = new TransferMemory(settings, new Metrics(), clock);
        private final List<ModelTransfers> sessions = Stream.generate(
                () -> new ModelTransfers(settings.chunk(), memory, this::held)).limit(SESSIONS).toList();

        private long held() {
            return sessions.stream().mapToLong(ModelTransfers::held).sum();
        }

        void happens(Move move) {
            ModelTransfers session = sessions.get(move.which % SESSIONS);
            session.at(clock.millis());
            switch (move.act % 16) {
                case 0 -> later(Duration.ofMillis(50L * move.size));
                case 1 -> memory.sweep();
                case 2 -> session.giveUp(chunk(session, move));
                case 3 -> end(session, move);
                default -> session.take(chunk(session, move));
            }
            assertThat(memory.held()).isEqualTo(held()).isLessThanOrEqualTo(settings.chunk().memory());
            assertThat(session.held()).isLessThanOrEqualTo(settings.chunk().share());
        }

        private void later(Duration time) {
            clock.advance(time);
            sessions.forEach(session -> session.at(clock.millis()));
        }

        /** Seldom, since nothing happens to a session after its end. */
        private static void end(ModelTransfers session, Move move) {
            if (move.size > 200) {
                session.end();
            }
        }

        /** Mostly the part that comes next. */
        private static Command.Chunk chunk(ModelTransfers session, Move move) {
            String of = "t" + move.which / SESSIONS % TRANSFERS;
            int index = session.next(of) + (move.index < 200 ? 0 : move.index - 228);
            String piece = PIECES.get(move.kind % PIECES.size());
            Part part = move.kind >= 200 ? new Part.Binary(new byte[8 * move.size])
                    : new Part.Text(piece.repeat(move.size % 160));
            return new Command.Chunk("", of, Math.max(0, index), move.act % 16 < 7, part);
        }
    }

    @FuzzTest
    void take_anyPartsOfAnySessions_areJoinedAsTheyWereSent_andCounted(byte[] input) {
        World world = new World();
        for (int i = 0; i + Move.BYTES <= input.length; i += Move.BYTES) {
            world.happens(Move.read(input, i));
        }
        world.sessions.forEach(ModelTransfers::end);
        assertThat(world.memory.held()).isZero();
    }
}
