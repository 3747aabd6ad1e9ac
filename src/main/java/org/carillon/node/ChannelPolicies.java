package org.carillon.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The declared channels, read from the setting {@code carillon.channels}: entries separated by {@code ;}, each a
 * pattern followed by {@code key=value} words, as in {@code lobby; room:*; metric:* queue=latest presence=off}.
 * The first pattern that matches decides.
 *
 * @param list the policies in the order of the setting
 */
public record ChannelPolicies(List<ChannelPolicy> list) {

    /** The longest name of a channel, in characters. */
    public static final int NAME_LIMIT = 255;

    public ChannelPolicies {
        list = List.copyOf(list);
    }

    /** The policy of a channel; empty if no pattern matches. */
    public Optional<ChannelPolicy> of(String channel) {
        for (ChannelPolicy policy : list) {
            if (policy.matches(channel)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }

    /**
     * Reads the setting.
     *
     * @param text the setting's value
     * @param messageBytes the limit of policies that name none
     * @throws IllegalArgumentException if an entry cannot be read; the message says which and what is allowed
     */
    public static ChannelPolicies parse(String text, int messageBytes) {
        List<ChannelPolicy> list = new ArrayList<>();
        for (String entry : text.split(";")) {
            if (!entry.isBlank()) {
                list.add(entry(entry.strip(), messageBytes));
            }
        }
        return new ChannelPolicies(list);
    }

    private static ChannelPolicy entry(String entry, int messageBytes) {
        String[] words = entry.split("\\s+");
        Draft draft = new Draft(pattern(words[0]), messageBytes);
        for (int i = 1; i < words.length; i++) {
            draft.set(words[i]);
        }
        return draft.policy();
    }

    private static String pattern(String word) {
        int star = word.indexOf('*');
        if (star >= 0 && star < word.length() - 1) {
            throw new IllegalArgumentException("in '" + word + "' the * may only be the last character");
        }
        if (word.length() > NAME_LIMIT) {
            throw new IllegalArgumentException("a pattern may have at most " + NAME_LIMIT + " characters");
        }
        return word;
    }

    /** A policy while its words are read. */
    private static final class Draft {
        private final String pattern;
        private final int limit;
        private ChannelPolicy.Queue queue = ChannelPolicy.Queue.DISCONNECT;
        private ChannelPolicy.Publish publish = ChannelPolicy.Publish.SUBSCRIBERS;
        private boolean presence = true;
        private int message;

        Draft(String pattern, int limit) {
            this.pattern = pattern;
            this.limit = limit;
            this.message = limit;
        }

        ChannelPolicy policy() {
            return new ChannelPolicy(pattern, queue, publish, presence, message);
        }

        void set(String word) {
            if (word.startsWith("message=")) {
                message = bytes(word.substring("message=".length()));
                return;
            }
            switch (word.toLowerCase(Locale.ROOT)) {
                case "queue=disconnect" -> queue = ChannelPolicy.Queue.DISCONNECT;
                case "queue=latest" -> queue = ChannelPolicy.Queue.LATEST;
                case "publish=subscribers" -> publish = ChannelPolicy.Publish.SUBSCRIBERS;
                case "publish=all" -> publish = ChannelPolicy.Publish.ALL;
                case "publish=portal" -> publish = ChannelPolicy.Publish.PORTAL;
                case "presence=on" -> presence = true;
                case "presence=off" -> presence = false;
                default -> throw new IllegalArgumentException("'" + word + "' of '" + pattern + "' is not one of "
                        + "queue=disconnect|latest, publish=subscribers|all|portal, presence=on|off, message=BYTES");
            }
        }

        private int bytes(String value) {
            int bytes = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : 0;
            if (bytes < 1 || bytes > limit) {
                throw new IllegalArgumentException("message=" + value + " of '" + pattern
                        + "' must be a number of bytes from 1 to carillon.limits.message, " + limit);
            }
            return bytes;
        }
    }
}
