package org.carillon.node;

import org.carillon.Identity;

/**
 * Patterns of channels: a name, or the beginning of names followed by {@code *}; {@code {user}} in it stands for the id
 * of a user, to whom alone the channel belongs. Where something follows {@code {user}}, its first character ends the
 * id: users whose id contains it have no such channel, or two users might have the same.
 */
final class ChannelPattern {
    static final String USER = "{user}";

    private ChannelPattern() {}

    /** Whether a channel is of the pattern, whoever it belongs to. */
    static boolean matches(String pattern, String channel) {
        int user = pattern.indexOf(USER);
        if (user < 0) {
            return matchesFrom(pattern, 0, channel, 0);
        }
        if (channel.length() <= user || !channel.startsWith(pattern.substring(0, user))) {
            return false;
        }
        int rest = user + USER.length();
        if (rest == pattern.length()) {
            return true;
        }
        int end = channel.indexOf(pattern.charAt(rest), user);
        return end > user && matchesFrom(pattern, rest, channel, end);
    }

    /** Whether a channel of the pattern belongs to {@code who}, or to nobody in particular. */
    static boolean belongs(String pattern, String channel, Identity who) {
        int user = pattern.indexOf(USER);
        if (user < 0) {
            return true;
        }
        int rest = user + USER.length();
        int end = rest == pattern.length() ? channel.length() : channel.indexOf(pattern.charAt(rest), user);
        return !who.guest() && end - user == who.user().length() && channel.startsWith(who.user(), user);
    }

    private static boolean matchesFrom(String pattern, int from, String channel, int at) {
        int length = pattern.length() - from;
        return pattern.charAt(pattern.length() - 1) == '*'
                ? channel.regionMatches(at, pattern, from, length - 1)
                : channel.length() - at == length && channel.regionMatches(at, pattern, from, length);
    }

    /**
     * Checks a pattern.
     *
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static String checked(String pattern) {
        int star = pattern.indexOf('*');
        if (star >= 0 && star < pattern.length() - 1) {
            throw new IllegalArgumentException("in '" + pattern + "' the * may only be the last character");
        }
        int user = pattern.indexOf(USER);
        String rest = user < 0 ? "" : pattern.substring(user + USER.length());
        if (rest.startsWith("*") || rest.contains(USER)) {
            throw new IllegalArgumentException("in '" + pattern + "' " + USER + " may stand once, and what follows it "
                    + "must begin with a character that ends the user's id, such as ':'");
        }
        if (pattern.length() > ChannelPolicies.NAME_LIMIT) {
            throw new IllegalArgumentException(
                    "a pattern may have at most " + ChannelPolicies.NAME_LIMIT + " characters");
        }
        return pattern;
    }
}
