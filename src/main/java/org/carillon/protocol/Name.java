package org.carillon.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The names of the fields of what the server says, ready to be written: a constant in lower case is the name,
 * and a letter after an underscore stays a capital.
 */
enum Name {
    CHANNEL, CHANNELS, CODE, CONTENT, COUNT, DATA, DUPLICATE, ENCODING, EPOCH, EXPIRES, GUEST, HEARTBEAT, ID,
    INDEX, INFO, INTERVAL, LAST, LIMITS, MEMBER, MEMBERS, MESSAGE, MESSAGES, MORE, OF, OFFSET, REASON,
    RECOVERED, RETRY, RETRY_AFTER, SENDER, SESSION, SESSIONS, SINCE, SUCCESS, TIME, TIMEOUT, TYPE, USER;

    private static final int FIXED_TEXT = 0xa0;

    private final String next;
    private final String first;
    private final byte[] packed;

    Name() {
        String name = camel(name());
        next = ",\"" + name + "\":";
        first = next.substring(1);
        packed = (" " + name).getBytes(StandardCharsets.US_ASCII);
        packed[0] = (byte) (FIXED_TEXT | name.length());
    }

    private static String camel(String constant) {
        String lower = constant.toLowerCase(Locale.ROOT);
        int underscore = constant.indexOf('_');
        return underscore < 0 ? lower : lower.substring(0, underscore) + constant.charAt(underscore + 1)
                + lower.substring(underscore + 2);
    }

    /** The key in JSON, with the comma that comes before it. */
    String next() {
        return next;
    }

    /** The key in JSON of the first entry of a map. */
    String first() {
        return first;
    }

    /** The key in MessagePack, not to be changed by anyone. */
    byte[] packed() {
        return packed;
    }
}
