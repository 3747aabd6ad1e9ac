package org.carillon.channel;

import java.util.List;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.History;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.RefusedException;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;

/**
 * A page of a channel's log that is asked for: what follows a position, else what comes before one, else the newest.
 *
 * @param after the position that it follows
 * @param before the position that it comes before
 * @param limit how many publications at most; 0 for {@value #USUAL}
 */
public record HistoryQuery(String channel, Optional<Position> after, Optional<Position> before, int limit) {
    /** How many publications a page has if nobody says. */
    private static final int USUAL = 100;
    private static final int MOST = 1000;

    /** What to ask the log for. */
    Range range(int bytes) {
        int messages = limit == 0 ? USUAL : Math.min(limit, MOST);
        return after.map(position -> Range.after(position.offset(), messages, bytes))
                .orElseGet(() -> Range.before(
                        before.map(Position::offset).orElse(Long.MAX_VALUE), messages, bytes));
    }

    /**
     * What the log answered.
     *
     * @throws RefusedException {@code unrecoverable} if the position is not of this stream, or what follows it is not
     *     all there
     */
    History page(Slice log) {
        List<Publication> page = log.publications();
        if (after.isPresent()) {
            if (!log.holdsAfter(after.get())) {
                throw unrecoverable();
            }
            long reached = after.get().offset() + page.size();
            return new History(log.position(), page, reached < log.position().offset());
        }
        if (before.isPresent() && !before.get().epoch().equals(log.position().epoch())) {
            throw unrecoverable();
        }
        boolean more = !page.isEmpty() && page.get(0).position().offset() > log.first();
        return new History(log.position(), page, more);
    }

    private RefusedException unrecoverable() {
        return new RefusedException(ErrorCode.UNRECOVERABLE,
                "the log of '" + channel + "' no longer holds what was asked for, ask for the newest");
    }
}
