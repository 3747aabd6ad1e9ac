package org.carillon.channel;

import java.util.List;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.protocol.Frame;

/**
 * How a receiver gets from a position that it knows to the one from which on it is told what comes live. It holds no
 * more than where the receiver is: pure, for one thread at a time.
 */
final class CatchUp {
    /** What a publication costs on the wire besides its content, in bytes. */
    private static final int ENVELOPE = 256;

    private final Position upTo;
    private final boolean skips;
    private Position at;
    private Position before;
    private int room;

    /** What one look at the log brings. */
    sealed interface Step {

        /**
         * What comes next, without gap or duplicate.
         *
         * @param publications in order
         * @param reached where the receiver is then
         * @param last whether that is where it has to get
         */
        record Page(List<Publication> publications, Position reached, boolean last) implements Step {}

        /**
         * What comes next was dropped, and the receiver goes on behind it.
         *
         * @param reached where the receiver is then
         * @param count how many it missed; 0 if the stream has begun anew, so that nobody knows
         * @param last whether that is where it has to get
         */
        record Skipped(Position reached, long count, boolean last) implements Step {}

        /**
         * The log cannot vouch for what follows.
         *
         * @param log what it holds
         */
        record Lost(Slice log) implements Step {}
    }

    /**
     * A way from one position to another, all or nothing.
     *
     * @param since what the receiver has
     * @param upTo what comes after it is told live
     */
    CatchUp(Position since, Position upTo) {
        this(since, upTo, false);
    }

    private CatchUp(Position since, Position upTo, boolean skips) {
        this.at = since;
        this.before = since;
        this.upTo = upTo;
        this.skips = skips;
    }

    /** The same for a receiver that wants whatever the log still holds, and to know what it dropped. */
    static CatchUp skipping(Position since, Position upTo) {
        return new CatchUp(since, upTo, true);
    }

    /** What to ask the log for, given how many bytes may be offered now; at least one publication. */
    Range next(int bytes) {
        room = bytes;
        return Range.between(at.offset(), upTo.offset(), Math.max(1, room / 2 / ENVELOPE), room / 2);
    }

    /** Goes on by what the log answered. */
    Step take(Slice log) {
        boolean within = at.epoch().equals(upTo.epoch()) && at.offset() <= upTo.offset();
        if (!within || !log.holdsAfter(at)) {
            return skips && log.position().epoch().equals(upTo.epoch()) ? skip(log, within) : new Step.Lost(log);
        }
        if (!fits(log)) {
            return new Step.Lost(log);
        }
        List<Publication> next = thatFit(log.publications());
        before = at;
        at = new Position(at.epoch(), at.offset() + next.size());
        return new Step.Page(next, at, at.offset() == upTo.offset());
    }

    private Step skip(Slice log, boolean within) {
        long next = Math.min(log.first() - 1, upTo.offset());
        long count = within ? next - at.offset() : 0;
        at = new Position(upTo.epoch(), next);
        return new Step.Skipped(at, count, next == upTo.offset());
    }

    /** Takes a page back if it needs more room than there is now; what can be told instead. */
    Step.Page within(int bytes, Step.Page page) {
        if (page.publications().isEmpty() || page.publications().stream().mapToLong(CatchUp::bytes).sum() <= bytes) {
            return page;
        }
        at = before;
        return new Step.Page(List.of(), at, false);
    }

    /** The first of them that need no more room than there is, at least one: long names make long messages. */
    private List<Publication> thatFit(List<Publication> publications) {
        long sum = 0;
        for (int i = 0; i < publications.size(); i++) {
            sum += bytes(publications.get(i));
            if (i > 0 && sum > room) {
                return publications.subList(0, i);
            }
        }
        return publications;
    }

    private static int bytes(Publication publication) {
        return ENVELOPE + Frame.utf8Length(publication.content().json()) + Frame.utf8Length(publication.channel())
                + Frame.utf8Length(publication.sender());
    }

    /** Whether the publications follow on each other and on what the receiver has, and do not stop for no reason. */
    private boolean fits(Slice log) {
        long expected = at.offset();
        for (Publication publication : log.publications()) {
            Position position = publication.position();
            if (position.offset() != ++expected || !position.epoch().equals(at.epoch())) {
                return false;
            }
        }
        boolean stuck = log.publications().isEmpty() && at.offset() < upTo.offset();
        return expected <= upTo.offset() && !stuck;
    }
}
