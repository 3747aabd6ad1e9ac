package org.carillon.channel;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.carillon.channel.RecoveryWorld.Kind;
import org.carillon.channel.RecoveryWorld.Move;

/**
 * Whatever happens in whatever order, no client sees a gap, a duplicate or a wrong order. An input is read three bytes
 * at a time: what happens, to which client and channel, and how much of it.
 */
class RecoveryFuzzTest {
    private static final int BYTES = 3;
    /** What more of them publish does not fit the channels' queues. */
    private static final int MOVES_LIMIT = 150;
    private static final int AMOUNT_LIMIT = 12;

    @FuzzTest
    void clients_whateverHappens_seeNeitherGapNorDuplicate(byte[] input) {
        RecoveryWorld world = new RecoveryWorld();
        for (int i = 0; i + BYTES <= Math.min(input.length, MOVES_LIMIT * BYTES); i += BYTES) {
            int where = input[i + 1] & 255;
            world.happens(new Move(Kind.values()[(input[i] & 255) % Kind.values().length], where & 1,
                    (where >> 1) % RecoveryWorld.CHANNELS.size(), 1 + (input[i + 2] & 255) % AMOUNT_LIMIT));
        }
        world.assertAllArrivesNowAndAfterComingBack();
    }
}
