package org.carillon.server;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads the settings by MicroProfile Config: system properties, environment, files, in this order. */
@Component
public class SettingsProducer {

    /** Made by the container. */
    public SettingsProducer() {}

    /** The settings of this deployment; a bad value stops it. */
    @Produces
    @Singleton
    public Settings settings() {
        Config config = ConfigProvider.getConfig();
        return Settings.read(key -> {
            Optional<String> value = config.getOptionalValue(key, String.class);
            return value.filter(text -> !text.isBlank());
        });
    }

    /** The time. */
    @Produces
    @Singleton
    @Own
    public Clock clock() {
        return Clock.systemUTC();
    }
}
