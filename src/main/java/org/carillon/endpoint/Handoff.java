package org.carillon.endpoint;

import java.io.IOException;
import java.util.Optional;
import jakarta.servlet.ServletException;
import org.carillon.node.Component;
import org.jspecify.annotations.Nullable;

/**
 * Carries a handshake from the filter to the configurator, which the container calls on the same thread but gives
 * neither the request nor its address.
 */
@Component
class Handoff {
    private final ThreadLocal<@Nullable Handshake> current = new ThreadLocal<>();

    /** The rest of the upgrade. */
    interface Upgrade {
        void proceed() throws IOException, ServletException;
    }

    /** Runs the upgrade with the handshake at hand. */
    void during(Handshake handshake, Upgrade upgrade) throws IOException, ServletException {
        current.set(handshake);
        try {
            upgrade.proceed();
        } finally {
            current.remove();
        }
    }

    /** The handshake that the filter let pass on this thread. */
    Optional<Handshake> current() {
        return Optional.ofNullable(current.get());
    }
}
