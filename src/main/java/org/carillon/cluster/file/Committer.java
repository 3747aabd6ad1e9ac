package org.carillon.cluster.file;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.cluster.Broker;
import org.carillon.node.Retention;
import org.jspecify.annotations.Nullable;

/**
 * The group commit. One task takes all that waits, puts it into the tables, commits once, and only then tells followers
 * and publishers; what is published meanwhile gathers for the next round. It is started when something waits and ends
 * when nothing does. While a round is told, the next one is committed by another task.
 */
final class Committer {
    private static final Logger LOG = System.getLogger(Committer.class.getName());

    private final Vault vault;
    private final KeyLog keys;
    private final Sweeper sweeper;
    private final Executor executor;
    private final Function<String, Retention> retention;
    private final StoreMeters meters;
    private final Pending pending;
    private final int most;
    /** Held while a round is committed and noted: the role of the one who changes the file. */
    private final ReentrantLock role = new ReentrantLock();
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private Broker.@Nullable Listener listener;

    /** A change of the tables that is no publication, and what is told when it is safe. */
    private record Change(Consumer<Tables> act, CompletableFuture<Boolean> safe) {}

    /** What is committed at once. */
    private record Round(List<Append> appends, List<Change> changes) {}

    /** What a committer works with. */
    record Parts(
            Vault vault, KeyLog keys, Sweeper sweeper, Executor executor, Function<String, Retention> retention,
            StoreMeters meters) {}

    /**
     * A committer.
     *
     * @param most how many publications are committed at once
     * @param room how many bytes of publications may wait
     */
    Committer(Parts parts, int most, long room) {
        this.vault = parts.vault;
        this.keys = parts.keys;
        this.sweeper = parts.sweeper;
        this.executor = parts.executor;
        this.retention = parts.retention;
        this.meters = parts.meters;
        this.most = most;
        this.pending = new Pending(room);
    }

    void listen(Broker.Listener news) {
        this.listener = news;
    }

    Broker.Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("listen was not called");
        }
        return listener;
    }

    /** Adds a publication to the next round; {@link #wake} has to follow when no lock is held. */
    void add(Append append) {
        pending.add(append);
    }

    /** Asks for a round although no publication waits: something else was changed, or is to be looked after. */
    void ask() {
        pending.ask();
        wake();
    }

    /**
     * Changes the tables in the next round.
     *
     * @return completes with true when the change is safe; exceptionally with {@link RefusedException}:
     *     {@code unavailable}
     */
    CompletableFuture<Boolean> change(Consumer<Tables> act) {
        Change change = new Change(act, new CompletableFuture<>());
        changes.add(change);
        ask();
        return change.safe;
    }

    /** Asks for a round if the file cannot be used: a round tries to open it again. */
    void mend() {
        if (!vault.usable()) {
            ask();
        }
    }

    /** Starts a task if something waits and none runs. */
    void wake() {
        if (pending.start() && !submitted()) {
            run();
        }
    }

    private boolean submitted() {
        try {
            executor.execute(this::run);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The executor is full or stops, so publishers commit themselves", e);
            return false;
        }
    }

    private void run() {
        boolean mine = true;
        while (mine) {
            Round round = round();
            boolean more = pending.goOn();
            mine = more && !submitted();
            tell(round);
        }
    }

    /** Commits what waits; those that are settled. */
    private Round round() {
        role.lock();
        try {
            List<Append> appends = pending.take(most);
            Round round = new Round(appends, takeChanges());
            return commit(round) ? settled(round) : new Round(List.of(), List.of());
        } finally {
            role.unlock();
        }
    }

    private List<Change> takeChanges() {
        List<Change> some = new ArrayList<>();
        for (Change next = changes.poll(); next != null; next = changes.poll()) {
            some.add(next);
        }
        return some;
    }

    private boolean commit(Round round) {
        long start = System.nanoTime();
        try {
            Tables tables = vault.begin();
            for (Append append : round.appends) {
                Appender.append(tables, append, retention.apply(append.publication().channel()));
            }
            round.changes.forEach(change -> change.act.accept(tables));
            keys.trim(tables);
            sweeper.step(tables);
            vault.commit();
            if (round.appends.isEmpty() && vault.untidy()) {
                vault.tidy();
            }
            meters.committed(round.appends.size(), System.nanoTime() - start);
            return true;
        } catch (RefusedException e) {
            refuse(round, e);
        } catch (RuntimeException | Error e) {
            vault.broken(e);
            refuse(round, new RefusedException(ErrorCode.UNAVAILABLE,
                    "it could not be stored, the server's log says why; try again"));
        }
        return false;
    }

    private Round settled(Round round) {
        for (Append append : round.appends) {
            append.key().ifPresent(keys::settled);
            Stream stream = append.stream();
            synchronized (stream) {
                stream.settle(append.publication().position().offset());
                if (stream.followed()) {
                    quietly(() -> listener().noted(append.publication()));
                }
            }
        }
        return round;
    }

    private void tell(Round round) {
        round.changes.forEach(change -> quietly(() -> change.safe.complete(true)));
        Set<String> channels = new LinkedHashSet<>();
        for (Append append : round.appends) {
            append.succeed();
            channels.add(append.publication().channel());
        }
        channels.forEach(channel -> quietly(() -> listener().flush(channel)));
    }

    /** A listener that fails must not keep others from being told, nor end the commits. */
    private static void quietly(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "News could not be handed on", e);
        }
    }

    /** Nothing that waits can be stored: what comes after a publication that failed would leave a gap. */
    private void refuse(Round round, RefusedException why) {
        meters.failed();
        round.changes.forEach(change -> quietly(() -> change.safe.completeExceptionally(why)));
        List<Append> all = new ArrayList<>(round.appends);
        all.addAll(pending.fail());
        for (Append append : all) {
            append.key().ifPresent(keys::forget);
            synchronized (append.stream()) {
                append.stream().takeBack();
            }
        }
        pending.mended();
        all.forEach(append -> append.receipt().completeExceptionally(why));
    }

    /** Settles what waits, then does the last thing. */
    void close(Runnable last) {
        pending.close();
        do {
            tell(round());
        } while (pending.more());
        role.lock();
        try {
            last.run();
        } finally {
            role.unlock();
        }
    }
}
