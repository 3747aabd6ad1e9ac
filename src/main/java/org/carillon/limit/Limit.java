package org.carillon.limit;

import java.lang.System.Logger.Level;

/** The limits whose refusals are counted and logged: the one table of their names. */
public enum Limit {
    /** Handshakes of one address in a second. */
    HANDSHAKES("handshakes", "carillon.limits.handshakes", Level.INFO),
    /** Sessions in all. */
    SESSIONS("sessions", "carillon.limits.sessions", Level.WARNING),
    /** Sessions of one user. */
    USER("sessions.user", "carillon.limits.sessions.user", Level.INFO),
    /** Sessions of one address. */
    ADDRESS("sessions.address", "carillon.limits.sessions.address", Level.INFO),
    /** Time to sign in. */
    SIGN_IN("auth.timeout", "carillon.auth.timeout", Level.INFO),
    /** Commands of one session in a second. */
    COMMANDS("commands", "carillon.limits.commands", Level.INFO),
    /** Bytes from one session in a second. */
    BYTES("bytes", "carillon.limits.bytes", Level.INFO),
    /** Publications of one channel in a second. */
    PUBLISHES("publishes", "the word publishes= of carillon.channels", Level.INFO),
    /** Memory in use after the garbage was collected. */
    HEAP("heap", "carillon.limits.heap", Level.WARNING),
    /** Time that a task waits for a thread. */
    EXECUTOR("executor", "carillon.limits.executor", Level.WARNING);

    private final String tag;
    private final String setting;
    private final Level level;

    Limit(String tag, String setting, Level level) {
        this.tag = tag;
        this.setting = setting;
        this.level = level;
    }

    /** Its name among metrics. */
    public String tag() {
        return tag;
    }

    /** What lifts it. */
    String setting() {
        return setting;
    }

    /** How loud its line in the log is: what concerns the whole node is a warning. */
    Level level() {
        return level;
    }
}
