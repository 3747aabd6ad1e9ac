package org.carillon.server;

import jakarta.annotation.Resource;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.carillon.node.Component;
import org.carillon.node.Settings;
import org.jspecify.annotations.Nullable;

/** Where the files of this deployment are: each deployment has a directory of its own in the server's data directory. */
@Component
class StoreDirectory {
    private static final String KEY = "carillon.store.directory";

    @Resource(lookup = "java:module/ModuleName")
    private @Nullable String name;

    private final Settings settings;
    private final Instance<ServletContext> context;

    @Inject
    StoreDirectory(Settings settings, Instance<ServletContext> context) {
        this.settings = settings;
        this.context = context;
    }

    /**
     * The directory; it may not exist yet.
     *
     * @throws IllegalArgumentException if no setting names it and the server has no data directory that we know
     */
    Path path() {
        String set = settings.store().directory();
        if (!set.isEmpty()) {
            return Path.of(set).toAbsolutePath();
        }
        return data(key -> Optional.ofNullable(System.getProperty(key))).resolve("carillon").resolve(deployment());
    }

    /** The data directory of WildFly, or of Payara's domain. */
    static Path data(Function<String, Optional<String>> property) {
        return property.apply("jboss.server.data.dir").map(Path::of)
                .or(() -> property.apply("com.sun.aas.instanceRoot").map(root -> Path.of(root, "data")))
                .orElseThrow(() -> new IllegalArgumentException("The setting " + KEY + " is missing: this server has no "
                        + "data directory that Carillon knows, so set it to a directory for the store's files."));
    }

    private String deployment() {
        String path = "?";
        try {
            path = context.get().getContextPath();
        } catch (RuntimeException e) {
            System.getLogger("org.carillon").log(System.Logger.Level.INFO, "NOCONTEXT " + e);
        }
        System.getLogger("org.carillon").log(System.Logger.Level.INFO, "PATH " + path + " NAME " + name);
        return path.equals("?") ? String.valueOf(name) : path.isEmpty() ? "root" : path.substring(1).replace('/', '_');
    }
}
