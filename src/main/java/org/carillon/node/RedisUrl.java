package org.carillon.node;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a Redis is.
 *
 * @param kind whether it is one server, one that Sentinel names, or a Cluster
 * @param tls whether connections are encrypted; the certificate is checked against the JVM's trust store
 * @param hosts the server, the Sentinels, or some nodes of the Cluster
 * @param database the number of the database
 * @param primary the primary's name at Sentinel; otherwise empty
 * @param user the ACL user; empty for none
 * @param password the password; empty for none
 */
public record RedisUrl(
        Kind kind, boolean tls, List<Host> hosts, int database, String primary, String user, String password) {
    private static final String KEY = "carillon.redis.url";
    private static final String HOST = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?";
    private static final Pattern URL = Pattern.compile("redis(s?)(-sentinel|-cluster)?://(?:([^@/\\s]*)@)?"
            + "(" + HOST + "(?:," + HOST + ")*)(?:/(\\d{1,4})?)?(?:#([A-Za-z0-9._-]+))?");
    private static final String ALLOWED = "such as redis://HOST:6379, rediss://HOST:6379 (TLS), "
            + "redis-sentinel://HOST:26379,HOST:26379#NAME or redis-cluster://HOST:6379,HOST:6379";
    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26379;

    /** How a Redis is made up. */
    public enum Kind {
        /** One server, perhaps with replicas that nobody promotes by himself. */
        SINGLE,
        /** A primary and its replicas; Sentinel says which one is the primary. */
        SENTINEL,
        /** Several primaries, each with a part of the keys. */
        CLUSTER
    }

    /** A server's name or address, and its port. */
    public record Host(String name, int port) {
        @Override
        public String toString() {
            return name + ':' + port;
        }
    }

    public RedisUrl {
        hosts = List.copyOf(hosts);
    }

    /** Keeps the password out of logs. */
    @Override
    public String toString() {
        return "redis" + (tls ? "s" : "") + (kind == Kind.SINGLE ? "" : "-" + kind.name().toLowerCase(Locale.ROOT))
                + "://" + String.join(",", hosts.stream().map(Host::toString).toList())
                + (database == 0 ? "" : "/" + database) + (primary.isEmpty() ? "" : "#" + primary);
    }

    static RedisUrl read(SettingsReader in) {
        String text = in.text(KEY, "redis://127.0.0.1:" + PORT);
        return parse(text).orElseThrow(() -> SettingsReader.bad(KEY, shown(text), ALLOWED));
    }

    private static Optional<RedisUrl> parse(String text) {
        Matcher matcher = URL.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Kind kind = matcher.group(2) == null ? Kind.SINGLE
                : Kind.valueOf(matcher.group(2).substring(1).toUpperCase(Locale.ROOT));
        List<Host> hosts = Stream.of(matcher.group(4).split(",")).map(host -> host(host, kind)).toList();
        String primary = group(matcher, 6);
        int database = matcher.group(5) == null ? 0 : Integer.parseInt(matcher.group(5));
        boolean fits = hosts.stream().allMatch(host -> host.port >= 1 && host.port <= 65_535)
                && (kind != Kind.SINGLE || hosts.size() == 1)
                && primary.isEmpty() == (kind != Kind.SENTINEL)
                && (kind != Kind.CLUSTER || database == 0);
        String[] sign = group(matcher, 3).split(":", 2);
        return !fits ? Optional.empty() : Optional.of(new RedisUrl(kind, !matcher.group(1).isEmpty(), hosts, database,
                primary, sign.length < 2 ? "" : decoded(sign[0]), decoded(sign[sign.length - 1])));
    }

    private static String group(Matcher matcher, int number) {
        String group = matcher.group(number);
        return group == null ? "" : group;
    }

    private static Host host(String text, Kind kind) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            return new Host(text, kind == Kind.SENTINEL ? SENTINEL_PORT : PORT);
        }
        return new Host(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw SettingsReader.bad(KEY, "...", "a URL whose user and password are percent-encoded; "
                    + "set carillon.redis.user and carillon.redis.password instead");
        }
    }

    /** The text without what may be a password. */
    private static String shown(String text) {
        int at = text.lastIndexOf('@');
        return at < 0 ? text : "..." + text.substring(at);
    }
}
