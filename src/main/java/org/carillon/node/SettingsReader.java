package org.carillon.node;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads single settings from a source of texts; a bad value is an error that names key, value and what is allowed. */
final class SettingsReader {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final Function<String, Optional<String>> source;
    private final Map<String, String> defaults;

    /** A reader of {@code source} that falls back to {@code defaults}, then to the default of each call. */
    SettingsReader(Function<String, Optional<String>> source, Map<String, String> defaults) {
        this.source = source;
        this.defaults = defaults;
    }

    String text(String key, String fallback) {
        return source.apply(key).map(String::strip).orElseGet(() -> defaults.getOrDefault(key, fallback));
    }

    /** As {@link #text}, of a secret, which may be in a file. */
    String secret(String key) {
        return new SecretReader(this).read(key);
    }

    List<String> list(String key) {
        return Stream.of(text(key, "").split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    boolean flag(String key, boolean fallback) {
        String value = text(key, Boolean.toString(fallback));
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(key, value, "true or false");
        };
    }

    int number(String key, int fallback, int min, int max) {
        String value = text(key, Integer.toString(fallback));
        String allowed = "a whole number from " + min + " to " + max;
        if (!value.matches("\\d{1,10}")) {
            throw bad(key, value, allowed);
        }
        long number = Long.parseLong(value);
        if (number < min || number > max) {
            throw bad(key, value, allowed);
        }
        return (int) number;
    }

    Duration duration(String key, String fallback, Duration min, Duration max) {
        String value = text(key, fallback);
        String allowed = "a time such as 500ms, 10s, 5m or 1h, from " + words(min) + " to " + words(max);
        Duration duration = duration(value).orElseThrow(() -> bad(key, value, allowed));
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw bad(key, value, allowed);
        }
        return duration;
    }

    /** A time such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h} or {@code 30d}; empty if it is none. */
    static Optional<Duration> duration(String value) {
        Matcher matcher = DURATION.matcher(value.toLowerCase(Locale.ROOT));
        return matcher.matches()
                ? Optional.of(unit(Long.parseLong(matcher.group(1)), matcher.group(2))) : Optional.empty();
    }

    <E extends Enum<E>> E choice(String key, E fallback, Class<E> type) {
        String value = text(key, fallback.name());
        List<String> names = Stream.of(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
        int index = names.indexOf(value.toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw bad(key, value, "one of " + String.join(", ", names));
        }
        return type.getEnumConstants()[index];
    }

    /** What a bad value stops the deployment with. */
    static IllegalArgumentException bad(String key, String value, String allowed) {
        return new IllegalArgumentException("The setting " + key + " is '" + value + "' but must be " + allowed + ".");
    }

    private static Duration unit(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofHours(count);
        };
    }

    private static String words(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
