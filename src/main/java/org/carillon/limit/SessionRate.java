package org.carillon.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.carillon.node.Addresses;
import org.carillon.node.Settings;
import org.jspecify.annotations.Nullable;

/**
 * How much one session may send in a second. Called by one thread at a time, that which brings what the client sent:
 * containers see to it, so that nothing is locked and nothing made for each command.
 */
public final class SessionRate {
    private final int commandsPerSecond;
    private final int commandsBurst;
    private final int bytesPerSecond;
    private final int bytesBurst;
    private final Clock clock;
    /** Made with the first message: most sessions only listen. */
    private @Nullable Bucket commands;
    private @Nullable Bucket bytes;
    private boolean over;

    /** The rate of a session from an address: with the demo none for those of this machine. */
    public SessionRate(Settings settings, String address, Clock clock) {
        boolean free = settings.demo() && Addresses.loopback(address);
        this.commandsPerSecond = free ? 0 : settings.rates().commands();
        this.commandsBurst = settings.rates().commandsBurst();
        this.bytesPerSecond = free ? 0 : settings.rates().bytes();
        this.bytesBurst = settings.rates().bytesBurst();
        this.clock = clock;
    }

    /** A part of a message has come, with so many bytes. */
    public void arrived(int count) {
        if (bytesPerSecond > 0 && count > 0) {
            Bucket bucket = bytes == null ? bucket(bytesPerSecond, bytesBurst) : bytes;
            bytes = bucket;
            over |= !bucket.tryConsume(count);
        }
    }

    /** The message was the last part's; whether one of its parts was too much. Forgets that. */
    public boolean ended() {
        boolean was = over;
        over = false;
        return was;
    }

    /** Counts a command; whether it may be carried out. */
    public boolean command() {
        if (commandsPerSecond == 0) {
            return true;
        }
        Bucket bucket = commands == null ? bucket(commandsPerSecond, commandsBurst) : commands;
        commands = bucket;
        return bucket.tryConsume(1);
    }

    /** How long a client should wait that was refused by a limit. */
    public Duration retryAfter(Limit limit) {
        Bucket bucket = limit == Limit.BYTES ? bytes : commands;
        // After a second there is room for what one second may bring, rather than for a single command or byte.
        long tokens = limit == Limit.BYTES ? bytesPerSecond : commandsPerSecond;
        long nanos = Optional.ofNullable(bucket)
                .map(known -> known.estimateAbilityToConsume(Math.max(1, tokens)).getNanosToWaitForRefill()).orElse(0L);
        return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
    }

    private Bucket bucket(int perSecond, int burst) {
        return Bucket.builder().withCustomTimePrecision(new Ticks(clock))
                .withSynchronizationStrategy(SynchronizationStrategy.NONE)
                .addLimit(limit -> limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1))).build();
    }
}
