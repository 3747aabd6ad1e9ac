package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import org.carillon.node.Component;
import org.jspecify.annotations.Nullable;

/**
 * Carries a handshake from the filter to the configurator, which the container calls on the same thread but gives
 * neither the request nor its address.
 */
@Component
class Handoff {
    private final ThreadLocal<@Nullable Handshake> current = new ThreadLocal<>();
    private final Transports transports;

    @Inject
    Handoff(Transports transports) {
        this.transports = transports;
    }

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

    /** Whether the filter let the handshake of this thread pass. */
    boolean passed() {
        return current.get() != null;
    }

    /** Takes the handshake, and what the transport needs of it, into the properties of the session to be. */
    void into(Map<String, Object> properties) {
        Handshake handshake = current.get();
        if (handshake != null) {
            properties.put(Handshake.PROPERTY, handshake);
            transports.handshaking(properties);
        }
    }
}
