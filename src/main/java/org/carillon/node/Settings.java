package org.carillon.node;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Every tunable of this server, typed and checked, read once at deployment. The manual's table of settings lists the
 * keys with defaults and units.
 *
 * @param demo whether the demo is on: its page, its channels, and guests
 * @param audit whether the audit log is written
 */
public record Settings(
        boolean demo, Origins origins, Auth auth, Api api, Heartbeat heartbeat, Channels channels, Limits limits,
        Outbound outbound, Duration presenceGrace, Idempotency idempotency, Duration drainWindow,
        StoreSettings store, RedisSettings redis, InboxSettings inbox, ChunkSettings chunk, GzipSettings gzip,
        CallSettings call, TransportChoice transport, FallbackSettings fallback, NodeSettings node,
        RateSettings rates, ProxySettings proxies, boolean audit) {

    /** Values that the demo sets where nobody else does. */
    private static final Map<String, String> DEMO = Map.of(
            "carillon.auth.anonymous", "true",
            "carillon.channels", "lobby history=200; room:* history=200; "
                    + "metric:* queue=latest publish=all presence=off history=0; "
                    + "typing:* queue=latest publish=all presence=off history=0 message=200; "
                    + "ticker queue=latest publish=portal presence=off history=720; "
                    + "board publish=portal history=500 history.age=365d");

    /**
     * Which origins may connect besides the request's own host.
     *
     * @param allowed host names, {@code *.} wildcards or whole origins; empty for the same host only
     * @param missing whether a handshake without an origin, which no browser sends, is allowed
     */
    public record Origins(List<String> allowed, boolean missing) {}

    /**
     * Who may sign in and how.
     *
     * @param anonymous whether guests are admitted
     * @param timeout how long a session may take to sign in
     * @param ticketLife how long a ticket is valid
     * @param roles which roles of the container a session keeps besides those that the policies of channels name
     * @param jwt how tokens are verified
     * @param revocation how revoked tokens are remembered
     */
    public record Auth(
            boolean anonymous, Duration timeout, Duration ticketLife, List<String> roles, Jwt jwt,
            Revocation revocation) {}

    /**
     * How revoked tokens are remembered.
     *
     * @param life for how long, which is the longest that tokens are valid
     * @param entries how many revocations at most
     */
    public record Revocation(Duration life, int entries) {}

    /**
     * How JSON Web Tokens are verified; with neither secret, key nor JWKS no token is accepted.
     *
     * @param secret the shared secret of HS256; empty for none
     * @param key a PEM public key or certificate, or the path of a file that holds one; empty for none
     * @param jwks the path of a file that holds a JSON Web Key Set, or its URL; empty for none
     * @param issuer the only issuer accepted; empty for any
     * @param audience the audience that a token must name; empty for any
     * @param skew how far clocks may differ
     * @param roles the claim that holds the roles; dots lead into objects
     */
    public record Jwt(
            String secret, String key, String jwks, String issuer, String audience, Duration skew, String roles) {

        /** Keeps the secret out of logs. */
        @Override
        public String toString() {
            return "Jwt[issuer=" + issuer + ", audience=" + audience + "]";
        }
    }

    /**
     * Who may use the REST API.
     *
     * @param key the key that a caller must send; empty for none
     * @param role the role of the container that a caller may have instead
     */
    public record Api(String key, String role) {

        /** Keeps the key out of logs. */
        @Override
        public String toString() {
            return "Api[role=" + role + "]";
        }
    }

    /**
     * How dead sessions are found.
     *
     * @param interval after how long a silence the server pings
     * @param timeout how long it waits for an answer
     */
    public record Heartbeat(Duration interval, Duration timeout) {}

    /**
     * The declared channels.
     *
     * @param policies the policies by pattern
     * @param standard the channel of messages that name none
     */
    public record Channels(ChannelPolicies policies, String standard) {}

    /**
     * How many and how much.
     *
     * @param sessions open sessions in all
     * @param sessionsPerUser open sessions of one user
     * @param sessionsPerAddress open sessions of one network address other than loopback
     * @param channels subscriptions of one session
     * @param message bytes of one message
     * @param errors refusals of one session in a minute
     */
    public record Limits(
            int sessions, int sessionsPerUser, int sessionsPerAddress, int channels, int message, int errors) {}

    /**
     * What may wait for a session.
     *
     * @param bytes bytes that may wait in its queue
     * @param flight bytes that the container may hold of it
     * @param stall how long its queue may wait without progress
     * @param pending bytes that may wait in a channel to be handed to its subscribers
     * @param inline up to how many subscribers a channel is flushed by the publishing thread
     */
    public record Outbound(int bytes, int flight, Duration stall, int pending, int inline) {}

    /**
     * How long publications are remembered by their key.
     *
     * @param window how long
     * @param keys how many in all
     */
    public record Idempotency(Duration window, int keys) {}

    /**
     * Reads all settings.
     *
     * @param source gives the value of a key, if it is set
     * @throws IllegalArgumentException if a value is not allowed; the message names key, value and what is allowed
     */
    public static Settings read(Function<String, Optional<String>> source) {
        boolean demo = new SettingsReader(source, Map.of()).flag("carillon.demo", false);
        return read(new SettingsReader(source, demo ? DEMO : Map.of()), demo);
    }

    private static Settings read(SettingsReader in, boolean demo) {
        Limits limits = limits(in);
        StoreSettings store = StoreSettings.read(in);
        ChunkSettings chunk = ChunkSettings.read(in);
        return new Settings(demo,
                new Origins(in.list("carillon.origins"), in.flag("carillon.origins.missing", true)),
                auth(in),
                new Api(in.secret("carillon.api.key"), in.text("carillon.api.role", "carillon-publisher")),
                new Heartbeat(
                        in.duration("carillon.heartbeat.interval", "25s", millis(500), hours(1)),
                        in.duration("carillon.heartbeat.timeout", "10s", millis(500), hours(1))),
                channels(in, limits, store.history(), chunk),
                limits,
                outbound(in, limits),
                in.duration("carillon.presence.grace", "5s", Duration.ZERO, hours(1)),
                new Idempotency(
                        in.duration("carillon.idempotency.window", "5m", millis(1000), hours(24)),
                        in.number("carillon.idempotency.keys", 100_000, 1, 10_000_000)),
                in.duration("carillon.drain.window", "2s", Duration.ZERO, Duration.ofMinutes(10)),
                store, RedisSettings.read(in), InboxSettings.read(in), chunk, GzipSettings.read(in),
                CallSettings.read(in),
                in.choice("carillon.transport", TransportChoice.AUTO, TransportChoice.class),
                FallbackSettings.read(in), NodeSettings.read(in), RateSettings.read(in, limits, chunk),
                ProxySettings.read(in), in.flag("carillon.audit", true));
    }

    /** How much the log of a channel keeps. */
    public Retention retention(String channel) {
        return channel.startsWith(InboxSettings.PREFIX)
                ? inbox.retention()
                : channels.policies().of(channel).map(ChannelPolicy::history).orElse(Retention.NONE);
    }

    /** How many publications of sessions a channel takes in a second; 0 for no limit. */
    public int publishes(String channel) {
        return channel.startsWith(InboxSettings.PREFIX)
                ? 0 : channels.policies().of(channel).map(ChannelPolicy::publishes).orElse(0);
    }

    private static Auth auth(SettingsReader in) {
        return new Auth(
                in.flag("carillon.auth.anonymous", false),
                in.duration("carillon.auth.timeout", "10s", millis(100), hours(1)),
                in.duration("carillon.auth.ticket.life", "30s", millis(1000), hours(1)),
                in.list("carillon.auth.roles"),
                new Jwt(
                        in.secret("carillon.auth.jwt.secret"),
                        in.text("carillon.auth.jwt.key", ""),
                        in.text("carillon.auth.jwt.jwks", ""),
                        in.text("carillon.auth.jwt.issuer", ""),
                        in.text("carillon.auth.jwt.audience", ""),
                        in.duration("carillon.auth.jwt.skew", "30s", Duration.ZERO, hours(1)),
                        in.text("carillon.auth.jwt.roles", "roles")),
                new Revocation(
                        in.duration("carillon.auth.revocation.life", "24h", Duration.ofMinutes(1),
                                Duration.ofDays(3650)),
                        in.number("carillon.auth.revocation.entries", 100_000, 1, 10_000_000)));
    }

    private static Channels channels(SettingsReader in, Limits limits, Retention history, ChunkSettings chunk) {
        String text = in.text("carillon.channels", "lobby");
        String standard = in.text("carillon.channels.default", "lobby");
        boolean strict = in.flag("carillon.channels.strict", true);
        ChannelPolicies policies;
        try {
            policies = ChannelPolicies.parse(strict ? text : text + "; *", new ChannelPolicy(
                    "", ChannelPolicy.Queue.DISCONNECT, Rights.DEFAULT, true, limits.message(), history,
                    chunk.bytes()));
        } catch (IllegalArgumentException e) {
            throw SettingsReader.bad("carillon.channels", text, "patterns separated by ';': " + e.getMessage());
        }
        if (policies.of(standard).isEmpty()) {
            throw SettingsReader.bad("carillon.channels.default", standard,
                    "a channel that carillon.channels ('" + text + "') declares");
        }
        return new Channels(policies, standard);
    }

    private static Limits limits(SettingsReader in) {
        return new Limits(
                in.number("carillon.limits.sessions", 50_000, 1, 10_000_000),
                in.number("carillon.limits.sessions.user", 10, 1, 1_000_000),
                in.number("carillon.limits.sessions.address", 100, 1, 10_000_000),
                in.number("carillon.limits.channels", 128, 1, 1_000_000),
                in.number("carillon.limits.message", 65_536, 1024, 16 * 1024 * 1024),
                in.number("carillon.limits.errors", 20, 1, 1_000_000));
    }

    private static Outbound outbound(SettingsReader in, Limits limits) {
        return new Outbound(
                in.number("carillon.outbound.bytes", 1024 * 1024, limits.message(), 1024 * 1024 * 1024),
                in.number("carillon.outbound.flight", 65_536, 1024, 16 * 1024 * 1024),
                in.duration("carillon.outbound.stall", "30s", millis(500), hours(1)),
                in.number("carillon.outbound.pending", 4 * 1024 * 1024, limits.message(), 1024 * 1024 * 1024),
                in.number("carillon.outbound.inline", 32, 0, 100_000));
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static Duration hours(long hours) {
        return Duration.ofHours(hours);
    }
}
