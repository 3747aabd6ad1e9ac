package org.carillon.limit;

import java.time.Clock;
import java.time.Duration;
import java.util.function.ToIntFunction;
import org.carillon.Carillon;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;

/** How often sessions may publish to a channel; the portal may always. As much as for one second may come at once. */
public final class PublishRates {
    private final ToIntFunction<String> perSecond;
    private final Buckets channels;

    /**
     * Rates of which nothing is used yet.
     *
     * @param perSecond how many publications a channel takes in a second; 0 for no limit
     */
    public PublishRates(ToIntFunction<String> perSecond, Clock clock) {
        this.perSecond = perSecond;
        this.channels = new Buckets(clock);
    }

    /** How many publications of such senders a channel takes in a second; 0 for no limit. */
    public static int of(ToIntFunction<String> perSecond, String channel, String sender) {
        return sender.equals(Carillon.PORTAL) ? 0 : perSecond.applyAsInt(channel);
    }

    /**
     * Counts a publication.
     *
     * @throws RefusedException {@code too_many}, with the time to wait
     */
    public void take(String channel, String sender) {
        int rate = of(perSecond, channel, sender);
        if (rate > 0) {
            Duration wait = channels.take(channel, rate, rate);
            if (!wait.isZero()) {
                throw refusal(channel, wait);
            }
        }
    }

    /** What is answered to a publication that is one too many. */
    public static RefusedException refusal(String channel, Duration wait) {
        Duration rounded = Duration.ofMillis(wait.plusNanos(999_999).toMillis());
        return new RefusedException(ErrorCode.TOO_MANY, "'" + channel + "' takes no more publications in a second",
                rounded);
    }
}
