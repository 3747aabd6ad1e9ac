package org.carillon.testing;

import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** A log that keeps its lines. */
public final class ListedLog implements Logger {
    private final List<String> lines = new ArrayList<>();

    /** What was logged. */
    public List<String> lines() {
        return lines;
    }

    @Override
    public String getName() {
        return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
        return true;
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        lines.add(String.valueOf(message));
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format, Object @Nullable... values) {
        lines.add(String.valueOf(format));
    }
}
