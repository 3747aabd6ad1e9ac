package org.carillon.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** All roles that the policies name. */
    public Set<String> roles() {
        return list.stream().flatMap(policy -> policy.rights().roles().stream()).collect(Collectors.toSet());
    }

    /**
     * Reads the setting.
     *
     * @param text the setting's value
     * @param defaults what holds where an entry says nothing; its sizes are also the largest allowed
     * @throws IllegalArgumentException if an entry cannot be read; the message says which and what is allowed
     */
    public static ChannelPolicies parse(String text, ChannelPolicy defaults) {
        List<ChannelPolicy> list = new ArrayList<>();
        for (String entry : text.split(";")) {
            if (!entry.isBlank()) {
                list.add(entry(entry.strip(), defaults));
            }
        }
        return new ChannelPolicies(list);
    }

    private static ChannelPolicy entry(String entry, ChannelPolicy defaults) {
        String[] words = entry.split("\\s+");
        PolicyWords policy = new PolicyWords(ChannelPattern.checked(words[0]), defaults);
        for (int i = 1; i < words.length; i++) {
            policy.set(words[i]);
        }
        return policy.read();
    }
}
