package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.function.IntSupplier;
import org.carillon.Position;
import org.carillon.channel.CatchUp.Step;
import org.carillon.channel.ModelLog.Event;

/**
 * Whatever happens to a log between its pages, a receiver gets what it missed once and in order, or is told. An input
 * begins with how the log and the receiver stand, and goes on with what happens before each page, four bytes each: the
 * event, how much of it, and how many bytes there is room for when the page is read, and when it is told.
 */
class CatchUpFuzzTest {
    private static final int START = 40;
    private static final int AMOUNT_LIMIT = 8;
    private static final int ROOM_UNIT = 64;
    private static final int ENOUGH = 1 << 20;
    /** How many pages it takes at most once the log is left alone. */
    private static final int PAGES_LIMIT = 100;

    @FuzzTest
    void catchUp_whateverHappensBetweenPages_allInOrderOrTold(byte[] input) {
        int[] at = {0};
        IntSupplier next = () -> at[0] < input.length ? input[at[0]++] & 255 : 0;
        ModelLog log = new ModelLog();
        log.happens(Event.PUBLISH, next.getAsInt() % START);
        log.happens(Event.TRIM, next.getAsInt() % START);
        int from = next.getAsInt();
        boolean skips = next.getAsInt() % 2 == 1;
        Position since = new Position(from < 240 ? "e0" : "before", from % (START + 5));
        Receiver receiver = new Receiver(log, since, log.position(), skips);
        for (int page = 0; !receiver.done; page++) {
            assertThat(page).as("pages").isLessThan(input.length + PAGES_LIMIT);
            boolean more = at[0] < input.length;
            log.happens(more ? Event.values()[next.getAsInt() % Event.values().length] : Event.NOTHING,
                    1 + next.getAsInt() % AMOUNT_LIMIT);
            int room = next.getAsInt() * ROOM_UNIT;
            int left = next.getAsInt() * ROOM_UNIT;
            receiver.page(more ? room : ENOUGH, left == 0 ? ENOUGH : left);
        }
    }

    /** Who catches up, and what it knows. */
    private static final class Receiver {
        private final ModelLog log;
        private final Position upTo;
        private final boolean skips;
        private final CatchUp catchUp;
        private Position at;
        private boolean done;

        Receiver(ModelLog log, Position since, Position upTo, boolean skips) {
            this.log = log;
            this.at = since;
            this.upTo = upTo;
            this.skips = skips;
            this.catchUp = skips ? CatchUp.skipping(since, upTo) : new CatchUp(since, upTo);
        }

        /** Reads a page with so much room, of which less may be left when it is told. */
        void page(int room, int left) {
            Step step = catchUp.take(log.read(catchUp.next(room)));
            if (step instanceof Step.Page page) {
                got(catchUp.within(left, page));
            } else if (step instanceof Step.Skipped skipped) {
                skipped(skipped);
            } else {
                lost();
            }
        }

        private void got(Step.Page page) {
            page.publications().forEach(publication -> {
                assertThat(publication.position()).isEqualTo(new Position(at.epoch(), at.offset() + 1));
                at = publication.position();
            });
            assertThat(page.reached()).isEqualTo(at);
            reached(page.reached(), page.last());
        }

        private void reached(Position reached, boolean last) {
            at = reached;
            assertThat(last).as("%s is the end", at).isEqualTo(at.equals(upTo));
            done = last;
        }

        private void skipped(Step.Skipped skipped) {
            assertThat(skips).as("wants all or nothing").isTrue();
            boolean anew = !at.epoch().equals(upTo.epoch()) || at.offset() > upTo.offset();
            assertThat(!anew && log.vouchesAfter(at)).as("skipped though what follows %s is there", at).isFalse();
            assertThat(skipped.count()).isEqualTo(anew ? 0 : skipped.reached().offset() - at.offset());
            assertThat(anew || skipped.count() > 0).as("something was dropped").isTrue();
            boolean theRest = skipped.last() || log.vouchesAfter(skipped.reached());
            assertThat(theRest).as("what follows %s is there", skipped.reached()).isTrue();
            boolean dropped = skipped.reached().offset() == 0
                    || !log.vouchesAfter(new Position(upTo.epoch(), skipped.reached().offset() - 1));
            assertThat(dropped).as("%s is not there", skipped.reached()).isTrue();
            reached(skipped.reached(), skipped.last());
        }

        private void lost() {
            boolean vouches = log.vouchesAfter(at) && at.offset() <= upTo.offset() && at.epoch().equals(upTo.epoch());
            assertThat(vouches).as("lost though %s is there", at).isFalse();
            assertThat(skips && log.position().epoch().equals(upTo.epoch())).as("skips what was dropped").isFalse();
            done = true;
        }
    }
}
