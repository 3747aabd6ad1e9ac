package org.carillon.cluster.redis;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.carillon.ErrorCode;
import org.carillon.Member;
import org.carillon.RefusedException;
import org.carillon.cluster.MemberChange;
import org.carillon.cluster.PresenceStore;
import org.carillon.node.Lane;
import org.jspecify.annotations.Nullable;

/**
 * Members in Redis. A session belongs to the node that added it, for as long as that gives signs of life: when it has
 * been silent for a lease, another node takes its sessions out.
 *
 * <p>Each node keeps a book of the sessions it holds, and Redis is brought in line with the book. So a call that
 * completed exceptionally is not lost: the session is added, or taken out, when Redis is there again, and the change is
 * told then. A Redis that comes back empty, or without its last seconds, is told all anew. Where another primary
 * has taken over, a leave may be lost that nobody remembers: this node then goes on under another life, and with the
 * old one all is taken out that is not true any more.
 */
public final class RedisPresenceStore implements PresenceStore, RedisConnections.Watcher {
    private static final System.Logger LOG = System.getLogger(RedisPresenceStore.class.getName());

    /** How many rosters are told at once after an outage. */
    private static final int TENDED = 64;
    /** In how many channels it is looked, at each sign of life, whether Redis still knows what it was told. */
    private static final int AUDITED = 1_000;

    private final PresenceActs acts;
    /** Hands on what callers wait for, so that they hold up no sign of life. */
    private final Executor answers;
    private final Consumer<MemberChange> late;
    private final Lease lease;
    private final LifeCleaner cleaner;
    private final AtomicLong act = new AtomicLong();
    private final Map<String, Roster> rosters = new ConcurrentHashMap<>();
    /** Rosters that wait for Redis, or that nobody is in any longer. */
    private final Set<Roster> restless = ConcurrentHashMap.newKeySet();
    private @Nullable Iterator<Roster> audited;
    /** The primaries of the link before; none before the first. */
    private Set<String> primaries = Set.of();

    /**
     * A store that holds nobody.
     *
     * @param lease how long a node may be silent before its sessions are taken out
     * @param executor completes what the calls return
     * @param late is told the changes that this node made without a caller who waited for them:
     *     those after an outage, and those of members of a node that died. Each is told on one node only
     */
    RedisPresenceStore(PresenceActs acts, Duration lease, Executor executor, Consumer<MemberChange> late) {
        this.acts = acts;
        this.answers = new Lane(executor);
        this.late = late;
        this.lease = new Lease(acts, lease, new Tending());
        this.cleaner = new LifeCleaner(acts, lease, this::left);
    }

    @Override
    public CompletionStage<Optional<Member>> add(String channel, Member member) {
        return ask(channel, Change.asked(new Seat(member.user(), member.sessions().get(0)), Optional.of(member)));
    }

    @Override
    public CompletionStage<Optional<Member>> remove(String channel, String user, String session) {
        return ask(channel, Change.asked(new Seat(user, session), Optional.empty()));
    }

    @Override
    public CompletionStage<List<Member>> members(String channel) {
        return handedOn(acts.members(channel));
    }

    @Override
    public CompletionStage<Integer> count(String channel) {
        return handedOn(acts.count(channel));
    }

    /** Gives a sign of life if it is time; to be called several times in a sixth of the lease. */
    void sweep() {
        lease.tick();
    }

    @Override
    public void up(RedisLink now) {
        Set<String> before = primaries;
        primaries = now.nodes().stream().map(RedisLink.Node::primary).collect(Collectors.toUnmodifiableSet());
        rosters.values().forEach(Roster::relinked);
        boolean doubtful = primaries.stream().anyMatch(each -> !each.startsWith("+") && !before.contains(each));
        if (!before.isEmpty() && doubtful) {
            lease.renew(lease.name());
        }
    }

    private CompletionStage<Optional<Member>> ask(String channel, Change change) {
        Roster roster = rosters.computeIfAbsent(channel, Roster::new);
        while (!roster.ask(change)) {
            rosters.remove(channel, roster);
            roster = rosters.computeIfAbsent(channel, Roster::new);
        }
        pump(roster);
        return change.answer();
    }

    /** Tells Redis the next changes of a channel; completes when that is over, at once if there is nothing to do. */
    private CompletionStage<?> pump(Roster roster) {
        Optional<String> life = lease.current();
        if (life.isEmpty()) {
            restless.add(roster);
            lease.beat();
            return CompletableFuture.completedStage(true);
        }
        List<Change> batch = roster.take();
        return batch.isEmpty() ? CompletableFuture.completedStage(true) : tell(roster, life.get(), batch);
    }

    private CompletionStage<?> tell(Roster roster, String life, List<Change> batch) {
        long number = act.incrementAndGet();
        CompletionStage<?> enrolled = roster.isEnrolled(life)
                ? CompletableFuture.completedStage(true)
                : acts.enrol(life, roster.channel());
        return enrolled.thenCompose(done -> acts.change(roster.channel(), life, number, batch))
                .handle((results, failure) -> {
                    if (failure == null) {
                        roster.told(life, number);
                        answers.execute(() -> answer(roster.channel(), batch, results));
                        next(roster);
                    } else {
                        restless.add(roster);
                        refuse(roster.failed(batch), failure);
                    }
                    return true;
                });
    }

    private void next(Roster roster) {
        if (roster.isIdle()) {
            restless.add(roster);
        } else {
            pump(roster);
        }
    }

    private void answer(String channel, List<Change> batch, List<Optional<Member>> results) {
        for (int i = 0; i < batch.size(); i++) {
            Change change = batch.get(i);
            Optional<Member> result = results.get(i);
            if (!change.answer().complete(result)) {
                result.ifPresent(member -> late.accept(
                        new MemberChange(channel, change.member().isPresent(), member)));
            }
        }
    }

    private void refuse(List<Change> changes, Throwable cause) {
        if (!changes.isEmpty()) {
            answers.execute(() -> changes.forEach(change -> change.answer().completeExceptionally(refusal(cause))));
        }
    }

    private static RefusedException refusal(Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, "Presence could not be told to Redis", cause);
        return new RefusedException(ErrorCode.UNAVAILABLE,
                "presence is not available now; it is put right by itself when Redis is there again");
    }

    private void left(String channel, List<Member> members) {
        if (!members.isEmpty()) {
            answers.execute(() -> members.forEach(
                    member -> late.accept(new MemberChange(channel, false, member))));
        }
    }

    private <T> CompletionStage<T> handedOn(CompletionStage<T> stage) {
        return stage.handleAsync((value, failure) -> {
            if (failure != null) {
                throw refusal(failure);
            }
            return value;
        }, answers);
    }

    /** Puts right, at each sign of life, what Redis does not know or need not know any longer. */
    private final class Tending implements Lease.Heir {

        @Override
        public void confirmed() {
            ConcurrentLinkedQueue<Roster> ready = new ConcurrentLinkedQueue<>();
            restless.removeIf(ready::add);
            for (int i = 0; i < TENDED; i++) {
                tend(ready);
            }
            lease.current().ifPresent(this::audit);
        }

        @Override
        public void failed() {
            RefusedException reason = RedisFailures.away();
            restless.forEach(roster -> refuse(roster.giveUp(), reason));
        }

        @Override
        public void renewed() {
            rosters.values().forEach(roster -> {
                roster.doubtAll();
                restless.add(roster);
            });
        }

        @Override
        public void silent(Map<String, Long> lives) {
            lives.forEach(cleaner::clean);
        }

        private void tend(ConcurrentLinkedQueue<Roster> ready) {
            for (Roster roster = ready.poll(); roster != null; roster = ready.poll()) {
                CompletableFuture<?> tended = tended(roster).toCompletableFuture();
                if (!tended.isDone()) {
                    tended.whenComplete((done, failure) -> tend(ready));
                    return;
                }
            }
        }

        private CompletionStage<?> tended(Roster roster) {
            return !roster.isBehind() && roster.withdraw()
                    ? acts.withdraw(lease.name(), roster.channel()).handle((done, failure) -> withdrawn(roster))
                    : pump(roster);
        }

        private boolean withdrawn(Roster roster) {
            if (roster.withdrawn()) {
                rosters.remove(roster.channel(), roster);
            } else {
                pump(roster);
            }
            return true;
        }

        /** Looks in some channels, by turns, whether Redis has lost what it was told. */
        private synchronized void audit(String life) {
            Iterator<Roster> rest = audited != null && audited.hasNext() ? audited : rosters.values().iterator();
            audited = rest;
            for (int i = 0; i < AUDITED && rest.hasNext(); i++) {
                Roster roster = rest.next();
                roster.settled(life).ifPresent(number -> audit(life, roster, number));
            }
        }

        private void audit(String life, Roster roster, long number) {
            acts.lastAct(roster.channel(), life).whenComplete((known, failure) -> {
                if (failure == null && known < number && roster.settled(life).equals(OptionalLong.of(number))) {
                    lease.renew(life);
                }
            });
        }
    }
}
