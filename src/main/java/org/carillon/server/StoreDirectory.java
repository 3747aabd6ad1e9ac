package org.carillon.server;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.carillon.node.Component;
import org.carillon.node.Settings;
import org.jspecify.annotations.Nullable;

/** Where the file of this deployment is: each has a directory of its own in the server's data directory. */
@Component
class StoreDirectory {
    private static final String KEY = "carillon.store.directory";

    /** The context path is not known yet when the deployment's beans are made: WildFly has no servlet context then. */
    @Resource(lookup = "java:module/ModuleName")
    private @Nullable String deployment;

    private final Settings settings;

    @Inject
    StoreDirectory(Settings settings) {
        this.settings = settings;
    }

    /**
     * The directory; it may not exist yet.
     *
     * @throws IllegalArgumentException if no setting names it and the server has no data directory that we know
     */
    Path path() {
        return path(settings.store().directory(), key -> Optional.ofNullable(System.getProperty(key)));
    }

    private Path path(String set, Function<String, Optional<String>> property) {
        if (!set.isEmpty()) {
            return Path.of(set).toAbsolutePath();
        }
        if (deployment == null) {
            throw missing("the server does not tell the deployment's name");
        }
        return data(property).resolve("carillon").resolve(deployment.replaceAll("[^A-Za-z0-9._-]", "_"));
    }

    /** The data directory of WildFly, or of Payara's domain. */
    static Path data(Function<String, Optional<String>> property) {
        return property.apply("jboss.server.data.dir").map(Path::of)
                .or(() -> property.apply("com.sun.aas.instanceRoot").map(root -> Path.of(root, "data")))
                .orElseThrow(() -> missing("this server has no data directory that Carillon knows"));
    }

    private static IllegalArgumentException missing(String why) {
        return new IllegalArgumentException("The setting " + KEY + " is missing, and " + why
                + ": set it to a directory for the store's file.");
    }
}
