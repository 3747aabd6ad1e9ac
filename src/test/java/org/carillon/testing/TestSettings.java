package org.carillon.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.carillon.node.Settings;

/** Settings of tests: the defaults but for what is given. */
public final class TestSettings {
    private TestSettings() {}

    /** The settings that these keys and values give, in turns. */
    public static Settings of(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Settings.read(key -> Optional.ofNullable(values.get(key)));
    }
}
