package org.carillon.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.carillon.Member;

/**
 * What presence asks of Redis. Each method is one act there; what is returned completes exceptionally with {@link
 * org.carillon.RefusedException}: {@code unavailable}, and then it may have been done or not.
 */
final class PresenceActs {
    /** How many users of a channel one script takes out, so that it does not hold up Redis for long. */
    private static final int DRAINED = 100;

    private final RedisScripts scripts;
    private final RedisCommands commands;
    private final RedisKeys keys;
    private final Supplier<String> telling;

    /**
     * The answer to a sign of life.
     *
     * @param alive whether Redis knows the life; else it is over
     * @param signs how many signs each life has given
     */
    record Pulse(boolean alive, Map<String, Long> signs) {}

    /**
     * What a step of draining did.
     *
     * @param done whether nobody is left over
     * @param left who has left the channel
     */
    record Drained(boolean done, List<Member> left) {}

    /**
     * Changes of a channel's members.
     *
     * @param last the number of the last; 0 if none are counted
     * @param news what followers were told, the earliest first
     */
    record Changes(long last, List<byte[]> news) {}

    /** The acts on a Redis; {@code telling} is the command by which followers are told, PUBLISH or SPUBLISH. */
    PresenceActs(RedisScripts scripts, RedisCommands commands, RedisKeys keys, Supplier<String> telling) {
        this.scripts = scripts;
        this.commands = commands;
        this.keys = keys;
        this.telling = telling;
    }

    /** Gives a sign of life; {@code given} is how many Redis is known to have. */
    CompletionStage<Pulse> beat(String life, long given) {
        return scripts.run(RedisScript.BEAT, List.of(keys.signs()), life, given).thenApply(reply -> {
            Map<String, Long> signs = new HashMap<>();
            for (int i = 1; i < reply.size(); i += 2) {
                signs.put(reply.text(i), reply.number(i + 1));
            }
            return new Pulse(reply.number(0) == 1, signs);
        });
    }

    /** Notes that a life holds sessions in a channel; to be done before the first is added. */
    CompletionStage<?> enrol(String life, String channel) {
        return commands.run(keys.index(life), (redis, key) -> redis.sadd(key, bytes(channel)));
    }

    /** Makes changes; for each the member, if it was its first session or its last. */
    CompletionStage<List<Optional<Member>>> change(String channel, String life, long act, List<Change> changes) {
        List<Object> arguments = new ArrayList<>(List.of(telling.get(), keys.topic(channel), life, act));
        for (Change change : changes) {
            arguments.add(change.member().isPresent() ? "+" : "-");
            arguments.add(change.seat().user());
            arguments.add(change.seat().session());
            arguments.add(change.member().map(MemberRecord::facts).orElse(new byte[0]));
        }
        return scripts.run(RedisScript.PRESENCE, names(channel, life), arguments.toArray())
                .thenApply(reply -> IntStream.range(0, reply.size()).mapToObj(reply::bytes)
                        .map(record -> record.length == 0
                                ? Optional.<Member>empty() : Optional.of(MemberRecord.read(record)))
                        .toList());
    }

    /** Forgets that a life holds sessions in a channel; to be done after the last was taken out. */
    CompletionStage<?> withdraw(String life, String channel) {
        return commands.run(keys.acts(channel), (redis, key) -> redis.hdel(key, life))
                .thenCompose(done -> strike(life, List.of(channel)));
    }

    /** The number of the last act of a life in a channel; 0 if there was none. */
    CompletionStage<Long> lastAct(String channel, String life) {
        return commands.run(keys.acts(channel), (redis, key) -> redis.hget(key, life)).thenApply(number ->
                number.map(text -> Long.parseLong(new String(text, StandardCharsets.UTF_8))).orElse(0L));
    }

    /** The members of a channel, the earliest first. */
    CompletionStage<List<Member>> members(String channel) {
        return commands.run(keys.members(channel), (redis, key) -> redis.hvals(key)).thenApply(records -> records
                .orElse(List.of()).stream().map(MemberRecord::read)
                .sorted(Comparator.comparing(Member::since).thenComparing(Member::user)).toList());
    }

    /** The changes after the one of this number; none for -1, which asks for the number alone. */
    CompletionStage<Changes> changes(String channel, long after) {
        return scripts.run(RedisScript.CHANGES, List.of(keys.change(channel), keys.changes(channel)), after)
                .thenApply(reply -> new Changes(reply.number(0), IntStream.range(1, reply.size())
                        .mapToObj(i -> reply.bytes(reply.size() - i)).toList()));
    }

    /** How many members a channel has. */
    CompletionStage<Integer> count(String channel) {
        return commands.run(keys.members(channel), (redis, key) -> redis.hlen(key))
                .thenApply(count -> count.orElse(0L).intValue());
    }

    /** Declares a life over that gave so many signs, and takes on to clean up; whether it is ours to do. */
    CompletionStage<Boolean> claim(String life, long signs, String who, Duration time) {
        return scripts.run(RedisScript.CLAIM, List.of(keys.signs(), keys.claim(life)),
                life, signs, who, time.toMillis()).thenApply(reply -> reply.number(0) == 1);
    }

    /** Some of the channels in which a life holds sessions; none if there are no more. */
    CompletionStage<List<String>> enrolled(String life, int count) {
        return commands.run(keys.index(life), (redis, key) -> redis.srandmember(key, count))
                .thenApply(channels -> channels.orElse(List.of()).stream()
                        .map(channel -> new String(channel, StandardCharsets.UTF_8)).toList());
    }

    /** Takes some of a life's sessions out of a channel. */
    CompletionStage<Drained> drain(String channel, String life) {
        return scripts.run(RedisScript.PRESENCE_DRAIN, names(channel, life),
                telling.get(), keys.topic(channel), life, DRAINED).thenApply(reply -> new Drained(
                        reply.number(0) == 0,
                        IntStream.range(1, reply.size()).mapToObj(reply::bytes).map(MemberRecord::read).toList()));
    }

    /** Forgets that a life held sessions in channels. */
    CompletionStage<?> strike(String life, List<String> channels) {
        byte[][] names = channels.stream().map(PresenceActs::bytes).toArray(byte[][]::new);
        return commands.run(keys.index(life), (redis, key) -> redis.srem(key, names));
    }

    /** Forgets a life after which all is cleaned up. */
    CompletionStage<?> release(String life) {
        return scripts.run(RedisScript.RELEASE, List.of(keys.signs(), keys.claim(life)), life);
    }

    private List<String> names(String channel, String life) {
        return List.of(keys.members(channel), keys.acts(channel), keys.held(channel, life),
                keys.change(channel), keys.changes(channel));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
