package org.carillon.cluster.redis;

import java.util.List;
import org.carillon.node.RedisSettings;
import org.carillon.protocol.Fingerprint;

/**
 * All names in Redis. Those of a channel have its name as their hash tag, those of a user the user's, so that a script
 * finds all it needs in one slot of a Cluster.
 */
final class RedisKeys {
    private final String prefix;
    /** Sets the pub/sub channels of a database apart from those of others: a Redis has them for all its databases. */
    private final String suffix;

    /** Names in database 0 that begin with {@code prefix}. */
    RedisKeys(String prefix) {
        this(prefix, 0);
    }

    /** Names in a database that begin with {@code prefix}. */
    private RedisKeys(String prefix, int database) {
        this.prefix = prefix;
        this.suffix = database == 0 ? "" : "@" + database;
    }

    /** Names as the settings say. */
    static RedisKeys of(RedisSettings settings) {
        return new RedisKeys(settings.prefix(), settings.url().database());
    }

    /** What the names of a channel's keys begin with. */
    private String channel(String channel) {
        return prefix + '{' + escaped(channel) + '}';
    }

    /** The pub/sub channel of a channel. */
    String topic(String channel) {
        return channel(channel) + suffix;
    }

    /** The channel of a pub/sub channel; its name must come from {@link #topic}. */
    String channelOf(String topic) {
        return topic.substring(prefix.length() + 1, topic.length() - 1 - suffix.length())
                .replace("%7D", "}").replace("%25", "%");
    }

    /** The hash with a stream's epoch {@code e}, offset {@code o} and primary {@code p}. */
    String meta(String channel) {
        return channel(channel) + ":meta";
    }

    /** The stream with a channel's log. */
    String log(String channel) {
        return channel(channel) + ":log";
    }

    /** What an idempotency key was used for. Its text is a client's, so its length is bounded here. */
    String key(String channel, String key) {
        return channel(channel) + ":key:" + Fingerprint.of(key);
    }

    /** When sessions may publish to a channel again, if that has a rate. */
    String rate(String channel) {
        return channel(channel) + ":rate";
    }

    /** The hash with a channel's members. */
    String members(String channel) {
        return channel(channel) + ":members";
    }

    /** The hash with the number of the last act of each node in a channel. */
    String acts(String channel) {
        return channel(channel) + ":acts";
    }

    /** The set of the users with a session in a channel that a life of a node holds. */
    String held(String channel, String life) {
        return channel(channel) + ":held:" + life;
    }

    /** The number of the last change of a channel's members. */
    String change(String channel) {
        return channel(channel) + ":change";
    }

    /** The list of the last changes of a channel's members. */
    String changes(String channel) {
        return channel(channel) + ":changes";
    }

    /** The hash with the signs of life of all nodes. */
    String signs() {
        return name("{nodes}:signs");
    }

    /** Who cleans up after a life of a node. */
    String claim(String life) {
        return name("{nodes}:claim:") + life;
    }

    /** The set of the channels in which a life of a node holds sessions. */
    String index(String life) {
        return name("{n:") + life + "}:channels";
    }

    /** The hash with the cursors of a user's devices. */
    String cursors(String user) {
        return user(user) + ":cursors";
    }

    /** What a user's names begin with. */
    String user(String user) {
        return prefix + "{u:" + escaped(user) + '}';
    }

    /** How many sessions a user has on each node. */
    String sessions(String user) {
        return user(user) + ":sessions";
    }

    /** Something about all nodes. */
    String nodes(String what) {
        return name("nodes:{n}:") + what;
    }

    /** The pub/sub channel on which nodes tell each other what to do. */
    String control() {
        return name("control") + suffix;
    }

    /** The hash of the revocations, and the sorted set of their ends. */
    List<String> revoked() {
        return List.of(name("{revoked}:list"), name("{revoked}:ends"));
    }

    /** The pub/sub channel on which nodes tell each other what is revoked. */
    String revokedTopic() {
        return name("{revoked}:news") + suffix;
    }

    /** A ticket, by a hash of it. */
    String ticket(String hash) {
        return name("ticket:") + hash;
    }

    /** A name that belongs to no channel and no user. */
    String name(String name) {
        return prefix + name;
    }

    private static String escaped(String name) {
        return name.replace("%", "%25").replace("}", "%7D");
    }
}
