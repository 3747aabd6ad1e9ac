package org.carillon.node;

import java.time.Duration;
import java.util.Locale;

/** The words of one entry of {@code carillon.channels}, each {@code key=value}; what no word says is a default. */
final class PolicyWords {
    private static final int PUBLISHES_LIMIT = 100_000;
    private static final int HISTORY_LIMIT = 100_000;
    private static final int HISTORY_BYTES_LIMIT = 1024 * 1024 * 1024;

    private static final String SUBSCRIBERS = "subscribers, ";
    private static final String ANYBODY = "all, user, portal, none, or role:NAME|NAME";

    private final String pattern;
    private final int messageLimit;
    private final int largeLimit;
    private ChannelPolicy.Queue queue;
    private Access subscribe;
    private Access publish;
    private Access read;
    private Access members;
    private boolean presence;
    private int message;
    private int large;
    private boolean largeSaid;
    private int publishes;
    private int messages;
    private int bytes;
    private Duration age;

    PolicyWords(String pattern, ChannelPolicy defaults) {
        this.pattern = pattern;
        this.messageLimit = defaults.messageBytes();
        this.largeLimit = defaults.largeBytes();
        this.queue = defaults.queue();
        this.subscribe = defaults.rights().subscribe();
        this.publish = defaults.rights().publish();
        this.read = defaults.rights().read();
        this.members = defaults.rights().presence();
        this.presence = defaults.presence();
        this.message = defaults.messageBytes();
        this.large = defaults.largeBytes();
        this.publishes = defaults.publishes();
        this.messages = defaults.history().messages();
        this.bytes = defaults.history().bytes();
        this.age = defaults.history().age();
    }

    ChannelPolicy read() {
        Retention history = messages == 0 ? Retention.NONE : new Retention(messages, bytes, age);
        Rights rights = new Rights(subscribe, publish, members, read);
        return new ChannelPolicy(pattern, queue, rights, presence, message, history, large, publishes);
    }

    void set(String word) {
        int equals = word.indexOf('=');
        String key = equals < 0 ? word : word.substring(0, equals);
        String exact = equals < 0 ? "" : word.substring(equals + 1); // roles are told apart by case
        String value = exact.toLowerCase(Locale.ROOT);
        switch (key.toLowerCase(Locale.ROOT)) {
            case "queue" -> queue = choice(ChannelPolicy.Queue.class, word, value, "disconnect or latest");
            case "subscribe" -> subscribe = access(word, exact, "");
            case "publish" -> publish = access(word, exact, SUBSCRIBERS);
            case "read" -> read = access(word, exact, SUBSCRIBERS);
            case "presence" -> presence(word, exact);
            case "message" -> {
                message = number(word, value, 1, messageLimit, "bytes, at most carillon.limits.message");
                large = largeSaid ? large : 0; // who bounds messages means those in parts too
            }
            case "large" -> {
                large = number(word, value, 0, largeLimit, "bytes, at most carillon.chunk.bytes");
                largeSaid = true;
            }
            case "publishes" -> publishes = perSecond(word, value);
            case "history" -> messages = number(word, value, 0, HISTORY_LIMIT, "publications");
            case "history.bytes" -> bytes = number(word, value, 1, HISTORY_BYTES_LIMIT, "bytes");
            case "history.age" -> age = age(word, value);
            default -> throw new IllegalArgumentException("'" + word + "' of '" + pattern + "' is not one of "
                    + "queue=disconnect|latest, subscribe=WHO, publish=WHO, read=WHO, presence=on|off|WHO, "
                    + "publishes=COUNT/s, message=BYTES, large=BYTES, history=COUNT, history.bytes=BYTES, "
                    + "history.age=TIME, where WHO is " + SUBSCRIBERS + ANYBODY);
        }
    }

    private void presence(String word, String value) {
        boolean off = value.equalsIgnoreCase("off");
        boolean all = off || value.equalsIgnoreCase("on");
        members = all ? Access.SUBSCRIBERS : access(word, value, "on, off, " + SUBSCRIBERS);
        presence = !off;
    }

    /** Only what is done in a channel can depend on being subscribed to it. */
    private Access access(String word, String value, String allowed) {
        return Access.parse(value).filter(who -> who != Access.SUBSCRIBERS || !allowed.isEmpty())
                .orElseThrow(() -> bad(word, allowed + ANYBODY));
    }

    private <E extends Enum<E>> E choice(Class<E> type, String word, String value, String allowed) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
                return constant;
            }
        }
        throw bad(word, allowed);
    }

    private int number(String word, String value, int min, int max, String unit) {
        int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : -1;
        if (number < min || number > max) {
            throw bad(word, "a number of " + unit + ", from " + min + " to " + max);
        }
        return number;
    }

    private int perSecond(String word, String value) {
        String allowed = "publications in a second, followed by /s, such as 50/s; 0/s is no limit";
        if (!value.endsWith("/s")) {
            throw bad(word, "a number of " + allowed);
        }
        return number(word, value.substring(0, value.length() - 2), 0, PUBLISHES_LIMIT, allowed);
    }

    private Duration age(String word, String value) {
        return SettingsReader.duration(value).filter(time -> !time.isZero())
                .orElseThrow(() -> bad(word, "a time such as 10m, 24h or 30d"));
    }

    private IllegalArgumentException bad(String word, String allowed) {
        return new IllegalArgumentException(word + " of '" + pattern + "' must be " + allowed);
    }
}
