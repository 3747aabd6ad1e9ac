package org.carillon.node;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The Redis that several nodes share.
 *
 * @param url where it is
 * @param user the ACL user; empty for the one of the URL, or none
 * @param password the user's password, or that of all; empty for the one of the URL, or none
 * @param prefix what all names in it begin with
 * @param timeout how long a command may take
 * @param replicas how many replicas must have a publication before it is acknowledged
 * @param lease after how long a node that does not answer counts as gone
 */
public record RedisSettings(
        RedisUrl url, String user, String password, String prefix, Duration timeout, int replicas, Duration lease) {
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9:._-]{1,64}");

    /** The user to sign in as; empty for the default one. */
    public String signInUser() {
        return user.isEmpty() ? url.user() : user;
    }

    /** The password to sign in with; empty for none. */
    public String signInPassword() {
        return password.isEmpty() ? url.password() : password;
    }

    /** Keeps the password out of logs. */
    @Override
    public String toString() {
        return "RedisSettings[" + url + ", prefix=" + prefix + ", timeout=" + timeout + ", replicas=" + replicas
                + ", lease=" + lease + "]";
    }

    static RedisSettings read(SettingsReader in) {
        RedisUrl url = RedisUrl.read(in);
        return new RedisSettings(
                url,
                in.text("carillon.redis.user", ""),
                in.secret("carillon.redis.password"),
                prefix(in),
                in.duration("carillon.redis.timeout", "3s", Duration.ofMillis(100), Duration.ofMinutes(1)),
                replicas(in, url),
                in.duration("carillon.redis.lease", "30s", Duration.ofSeconds(2), Duration.ofHours(1)));
    }

    private static String prefix(SettingsReader in) {
        String prefix = in.text("carillon.redis.prefix", "carillon:");
        if (!PREFIX.matcher(prefix).matches()) {
            throw SettingsReader.bad("carillon.redis.prefix", prefix,
                    "1 to 64 letters, digits, colons, dots, underscores or hyphens");
        }
        return prefix;
    }

    private static int replicas(SettingsReader in, RedisUrl url) {
        String value = in.text("carillon.redis.replicas", "auto");
        if (value.equalsIgnoreCase("auto")) {
            return url.kind() == RedisUrl.Kind.SINGLE ? 0 : 1;
        }
        if (!value.matches("[0-5]")) {
            throw SettingsReader.bad("carillon.redis.replicas", value, "auto or a whole number from 0 to 5");
        }
        return Integer.parseInt(value);
    }
}
