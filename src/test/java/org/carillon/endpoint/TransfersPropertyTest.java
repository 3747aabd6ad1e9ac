package org.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.protocol.Command;
import org.carillon.protocol.Part;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;

/** Transfers that come in any order among each other. */
class TransfersPropertyTest {
    private static final String ALPHABET = "ab\"{}é€\uD83C\uDFB5";

    private final ManualClock clock = new ManualClock();
    private final Settings settings = TestSettings.of("carillon.chunk.bytes", "4096", "carillon.chunk.memory", "8192");
    private final TransferMemory memory = new TransferMemory(settings, new Metrics(), clock);

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int at = ALPHABET.offsetByCodePoints(0, random.nextInt(ALPHABET.codePointCount(0, ALPHABET.length())));
            text.appendCodePoint(ALPHABET.codePointAt(at));
        }
        return text.toString();
    }

    /** The parts of a text, cut anywhere, some of them twice. */
    private static List<Command.Chunk> cut(Random random, String of, String text) {
        List<Command.Chunk> parts = new ArrayList<>();
        int from = 0;
        boolean last = false;
        for (int index = 0; !last; index++) {
            int to = Math.min(text.length(), from + random.nextInt(9));
            last = to == text.length();
            parts.add(new Command.Chunk("", of, index, last, new Part.Text(text.substring(from, to))));
            if (!last && random.nextInt(4) == 0) {
                parts.add(new Command.Chunk("", of, random.nextInt(index + 1), false, new Part.Text("again")));
            }
            from = to;
        }
        return parts;
    }

    @Property(tries = 300)
    void take_interleavedTransfers_eachArrivesAsItWasSent(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int n) {
        Random random = new Random(seed);
        Transfers transfers = new Transfers(settings.chunk(), memory, refused -> { });
        Map<String, String> sent = new HashMap<>();
        List<List<Command.Chunk>> waiting = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            sent.put("t" + i, text(random, random.nextInt(60)));
            waiting.add(new ArrayList<>(cut(random, "t" + i, sent.get("t" + i))));
        }
        Map<String, String> arrived = new HashMap<>();
        while (!waiting.isEmpty()) {
            List<Command.Chunk> one = waiting.get(random.nextInt(waiting.size()));
            Command.Chunk chunk = one.remove(0);
            if (transfers.take(chunk, clock.millis()) instanceof Transfers.Whole whole) {
                memory.give(whole.transfer().memory());
                arrived.put(chunk.of(), new String(whole.transfer().joined(), StandardCharsets.UTF_8));
            }
            waiting.removeIf(List::isEmpty);
        }
        assertThat(arrived).isEqualTo(sent);
        assertThat(memory.held()).isZero();
    }

    @Property(tries = 300)
    void take_anyParts_neverHoldMoreThanTheMemory_andTheEndGivesAllBack(@ForAll long seed) {
        Random random = new Random(seed);
        Transfers transfers = new Transfers(settings.chunk(), memory, refused -> { });
        for (int i = 0; i < 200; i++) {
            Part part = random.nextInt(9) == 0
                    ? new Part.Binary(new byte[random.nextInt(700)]) : new Part.Text(text(random, random.nextInt(700)));
            Command.Chunk chunk = new Command.Chunk(
                    "", "t" + random.nextInt(6), random.nextInt(4), random.nextInt(5) == 0, part);
            if (transfers.take(chunk, clock.millis()) instanceof Transfers.Whole whole) {
                memory.give(whole.transfer().memory());
            }
            assertThat(memory.held()).isBetween(0L, 8192L);
        }
        transfers.end();
        assertThat(memory.held()).isZero();
    }
}
