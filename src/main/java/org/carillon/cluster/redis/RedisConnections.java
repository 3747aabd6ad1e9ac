package org.carillon.cluster.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.carillon.cluster.Health;
import org.carillon.node.Lane;
import org.carillon.node.RedisSettings;
import org.carillon.node.RedisUrl;
import org.jspecify.annotations.Nullable;

/**
 * This node's link to Redis, shared by all adapters: made again by itself whenever it ends, and told about once an
 * outage. Nobody waits for it: while there is none, everything that needs it is refused at once.
 */
final class RedisConnections implements Health, AutoCloseable {
    private static final Logger LOG = System.getLogger(RedisConnections.class.getName());
    private static final int FIRST_PAUSE = 50;
    private static final int LONGEST_PAUSE = 1000;
    private static final int SHUTDOWN = 1000;
    private static final long LOOK = TimeUnit.SECONDS.toNanos(5);
    private static final long COMPLAINT = TimeUnit.MINUTES.toNanos(1);

    private final RedisSettings settings;
    private final RedisMeters meters;
    private final ClientResources resources;
    private final RedisClient client;
    private final RedisConnector connector;
    private final Lane lane;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final List<Watcher> first = new CopyOnWriteArrayList<>();
    private volatile @Nullable RedisLink link;
    private volatile String trouble = "Redis has not been reached yet";
    private volatile boolean closed;
    private long looked = System.nanoTime();
    private boolean told;
    private int pause = FIRST_PAUSE;
    private String complaint = "";
    private long complained;

    /** Is told when a link begins and ends, one after the other, by the adapters' executor. */
    interface Watcher {

        /** A link is there, and all that was known by the one before is to be looked at again. */
        void up(RedisLink now);

        /** The link has ended. */
        default void down() {}
    }

    /** The connections of one node; none is made before {@link #start}. */
    RedisConnections(RedisSettings settings, Executor executor, RedisMeters meters) {
        this.settings = settings;
        this.meters = meters;
        this.resources = RedisOptions.resources();
        this.client = RedisOptions.client(settings, resources);
        this.connector = settings.url().kind() == RedisUrl.Kind.CLUSTER
                ? new ClusterConnector(settings, client) : new SingleConnector(settings, client);
        this.lane = new Lane(executor);
    }

    /** Adds a watcher; to be called before {@link #start}. Those added first are told first. */
    void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    /** Adds a watcher that is told by the client's own thread, before anybody else can use the link. */
    void watchFirst(Watcher watcher) {
        first.add(watcher);
    }

    /** Begins to make links; returns at once. */
    void start() {
        connect();
    }

    /** The link, if there is one. */
    Optional<RedisLink> link() {
        return Optional.ofNullable(link);
    }

    /** The command by which scripts publish. */
    String publishes() {
        RedisLink now = link;
        return now != null && now.sharded() ? "SPUBLISH" : "PUBLISH";
    }

    RedisSettings settings() {
        return settings;
    }

    RedisMeters meters() {
        return meters;
    }

    @Override
    public Optional<String> trouble() {
        return link == null ? Optional.of(trouble) : Optional.empty();
    }

    /** Runs a task by a thread of the client, which must not be kept, after so many milliseconds. */
    Future<?> later(long millis, Runnable task) {
        try {
            return resources.eventExecutorGroup().schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The client has ended, and nothing is done later", e);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void connect() {
        Ending ending = new Ending();
        try {
            connector.connect(ending::ended).whenComplete((made, error) -> {
                if (error != null || made == null) {
                    away(error == null ? "there is no connection" : RedisFailures.reason(error));
                } else {
                    begin(ending, made);
                }
            });
        } catch (RuntimeException e) {
            away(RedisFailures.reason(e));
        }
    }

    private void begin(Ending ending, RedisLink made) {
        try {
            ending.begun(made);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A link to Redis could not be taken into use", e);
            made.close();
            away(RedisFailures.reason(e));
        }
    }

    /** Looks from time to time whether the link is of use: a connection may be dead without anybody having said so. */
    void sweep() {
        RedisLink now = link;
        long nanos = System.nanoTime();
        if (now == null || nanos - looked < LOOK) {
            return;
        }
        looked = nanos;
        now.nodes().forEach(node -> {
            node.topics().async().ping().whenComplete((pong, error) -> look(now, error));
            node.commands().async().role().whenComplete((role, error) -> look(now,
                    error == null && !NodeConnector.primary(role) ? new IllegalStateException(NodeConnector.REPLICA)
                            : error));
        });
    }

    private void look(RedisLink now, @Nullable Throwable error) {
        if (error != null) {
            end(now, RedisFailures.reason(error));
        }
    }

    /** Brings the two calls of a connector into an order: an end that is told before the beginning comes after it. */
    private final class Ending {
        private @Nullable RedisLink made;
        private boolean over;

        void begun(RedisLink now) {
            boolean early;
            synchronized (this) {
                made = now;
                early = over;
            }
            up(now);
            if (early || !now.open()) {
                end(now, "the connection was cut");
            }
        }

        void ended(String why) {
            @Nullable RedisLink whose;
            synchronized (this) {
                over = true;
                whose = made;
            }
            if (whose != null) {
                end(whose, why);
            }
        }
    }

    private void up(RedisLink now) {
        synchronized (this) {
            if (!closed) {
                first.forEach(watcher -> watcher.up(now));
                link = now;
                pause = FIRST_PAUSE;
                LOG.log(told ? Level.WARNING : Level.INFO,
                        (told ? "Redis is back: " : "Redis is there: ") + settings.url());
                told = false;
                lane.execute(() -> watchers.forEach(watcher -> watcher.up(now)));
                return;
            }
        }
        now.close();
    }

    /** Ends a link that is of no use any more, so that a new one is made; without effect on a later one. */
    void end(RedisLink ended, String why) {
        synchronized (this) {
            if (link != ended) {
                return;
            }
            link = null;
            meters.outage();
            first.forEach(Watcher::down);
            lane.execute(() -> watchers.forEach(Watcher::down));
            away(why);
        }
        // Not under the lock: a connection that closes may tell so at once, by this thread.
        ended.close();
    }

    private synchronized void away(String why) {
        if (closed) {
            return;
        }
        trouble = "Redis at " + settings.url() + " is away: " + why;
        if (!told) {
            LOG.log(Level.WARNING, trouble + ". Until it is back, which is looked for all the time, what needs it is "
                    + "refused with 'unavailable'. If this does not end, look at Redis, at carillon.redis.url, and at "
                    + "carillon.redis.user and carillon.redis.password");
            told = true;
        }
        long millis = pause + ThreadLocalRandom.current().nextInt(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
        later(millis, this::connect);
    }

    /** Says that Redis answers but does not do it; once a minute as long as it is the same. */
    synchronized void complain(String answer) {
        long now = System.nanoTime();
        if (!answer.equals(complaint) || now - complained > COMPLAINT) {
            complaint = answer;
            complained = now;
            LOG.log(Level.WARNING, "Redis does not do what it is asked for: " + answer
                    + ". What needs it is refused with 'unavailable' as long as this lasts");
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            link = null;
        }
        // The client's connections and threads end with it; nobody waits for them.
        client.shutdownAsync(0, SHUTDOWN, TimeUnit.MILLISECONDS)
                .whenComplete((nothing, error) -> resources.shutdown(0, SHUTDOWN, TimeUnit.MILLISECONDS));
    }
}
