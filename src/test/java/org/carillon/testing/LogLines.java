package org.carillon.testing;

import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CopyOnWriteArrayList;

/** A log whose lines a test reads, each with its level before it; lines of DEBUG and below are left out. */
public final class LogLines implements System.Logger {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** The lines so far, the earliest first. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public String getName() {
        return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
        return level.compareTo(Level.DEBUG) > 0;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
        if (isLoggable(level)) {
            lines.add(level + " " + message);
        }
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
        log(level, bundle, format, (Throwable) null);
    }
}
