package org.carillon.cluster.redis;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The life of this node as the others see it: a name under which it holds sessions, and signs of it that go to Redis
 * again and again. When Redis knows less than was given, its data were lost or others have declared the life over;
 * the node then begins another life and holds its sessions under that. So what is left of the old one needs no care: it
 * gives no more signs, and is cleaned up like that of a node that died.
 */
final class Lease {
    private static final System.Logger LOG = System.getLogger(Lease.class.getName());

    private final PresenceActs acts;
    private final long leaseMillis;
    private final Heir heir;
    private final LifeWatch watch;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile Life life = Life.begin();
    private volatile long askedAt = Long.MIN_VALUE / 2;

    /**
     * A life.
     *
     * @param name its name, never used before
     * @param given how many signs Redis is known to have
     * @param confirmedAt when the last of them was sent, in milliseconds
     */
    private record Life(String name, long given, long confirmedAt) {

        static Life begin() {
            return new Life(UUID.randomUUID().toString().replace("-", ""), 0, Long.MIN_VALUE / 2);
        }
    }

    /** Who acts on what becomes of lives. */
    interface Heir {

        /** Redis knows that this node lives. */
        void confirmed();

        /** Redis cannot be told. */
        void failed();

        /** This node has begun a new life, under which nothing is held so far. */
        void renewed();

        /** Others have been silent for a lease; by life, with the number of their signs. */
        void silent(Map<String, Long> lives);
    }

    /** A life that has not begun. */
    Lease(PresenceActs acts, Duration lease, Heir heir) {
        this.acts = acts;
        this.leaseMillis = lease.toMillis();
        this.heir = heir;
        this.watch = new LifeWatch(lease, lease.dividedBy(2));
    }

    /** Not the time of day, which may be set back: then no sign would be given until it has caught up. */
    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** The name of the life; empty if it is not certain that it lasts: {@link #beat} must be called first. */
    Optional<String> current() {
        Life now = life;
        return millis() - now.confirmedAt < leaseMillis / 2 ? Optional.of(now.name) : Optional.empty();
    }

    /** The name of the life, certain or not. */
    String name() {
        return life.name;
    }

    /** Gives a sign if it is time: six times in a lease. */
    void tick() {
        if (millis() - askedAt >= leaseMillis / 6) {
            beat();
        }
    }

    /** Gives a sign now; the heir is told what becomes of it. One that is under way already will do. */
    void beat() {
        if (underWay.compareAndSet(false, true)) {
            long now = millis();
            askedAt = now;
            Life asking = life;
            acts.beat(asking.name, asking.given).whenComplete((pulse, failure) -> {
                if (failure == null) {
                    heard(asking, pulse, now);
                } else {
                    watch.interrupted();
                    underWay.set(false);
                    heir.failed();
                }
            });
        }
    }

    private void heard(Life asking, PresenceActs.Pulse pulse, long sentAt) {
        Life next = pulse.alive()
                ? new Life(asking.name, pulse.signs().getOrDefault(asking.name, 0L), sentAt)
                : Life.begin();
        boolean current = replace(asking, next);
        Map<String, Long> silent = watch.look(pulse.signs(), sentAt);
        silent.remove(asking.name);
        underWay.set(false);
        if (current && pulse.alive()) {
            heir.confirmed();
        } else {
            if (current) {
                begun();
            }
            beat();
        }
        if (!silent.isEmpty()) {
            heir.silent(silent);
        }
    }

    /** Begins a new life, since Redis has lost, or may have, a part of what was told under the given one. */
    void renew(String lost) {
        Life before = life;
        while (before.name.equals(lost) && !replace(before, Life.begin())) {
            before = life;
        }
        if (before.name.equals(lost)) {
            begun();
            beat();
        }
    }

    /** Puts one life in the place of another, unless a third is there by now. */
    private synchronized boolean replace(Life before, Life next) {
        boolean same = life.equals(before);
        if (same) {
            life = next;
        }
        return same;
    }

    private void begun() {
        LOG.log(System.Logger.Level.WARNING, "Redis may not know all that this node told it: it has lost data, another "
                + "has taken the place of the primary, or for carillon.redis.lease it heard nothing of this node. "
                + "The members here are told anew");
        heir.renewed();
    }
}
