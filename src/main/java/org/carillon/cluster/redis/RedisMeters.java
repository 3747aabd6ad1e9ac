package org.carillon.cluster.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.carillon.node.Metrics;

/** What operators see of Redis: what it is asked for, how long it takes to answer, and how often it is away. */
final class RedisMeters {
    private final Metrics metrics;
    /** By the place of their script. */
    private final List<Answers> answers = new ArrayList<>();
    private final LongAdder underWay = new LongAdder();
    private final LongAdder failures;
    private final LongAdder outages;

    private record Answers(LongAdder count, LongAdder nanos) {}

    RedisMeters(Metrics metrics) {
        this.metrics = metrics;
        for (RedisScript script : RedisScript.values()) {
            String name = script.name().toLowerCase(Locale.ROOT).replace('_', '-');
            answers.add(new Answers(
                    metrics.counter("carillon.redis.answers", "Scripts that Redis answered", "script", name),
                    metrics.counter("carillon.redis.nanoseconds", "Time that these answers took together", "script",
                            name)));
        }
        failures = metrics.counter("carillon.redis.failures", "Scripts that failed, or that nobody knows the end of");
        outages = metrics.counter("carillon.redis.outages", "Links to Redis that ended");
        metrics.gauge("carillon.redis.waiting", "Scripts that Redis has not answered yet", underWay::sum);
    }

    /** Lets operators see how many topics this node has subscribed to. */
    void topics(LongSupplier count) {
        metrics.gauge("carillon.redis.topics", "Topics that this node has subscribed to", count);
    }

    /** A script is sent; when, for {@link #answered}. */
    long asked() {
        underWay.increment();
        return System.nanoTime();
    }

    void answered(RedisScript script, long since, boolean well) {
        underWay.decrement();
        if (well) {
            Answers all = answers.get(script.ordinal());
            all.count.increment();
            all.nanos.add(System.nanoTime() - since);
        } else {
            failures.increment();
        }
    }

    void outage() {
        outages.increment();
    }
}
