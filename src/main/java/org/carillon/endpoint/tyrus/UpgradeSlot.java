package org.carillon.endpoint.tyrus;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.RequestFacade;
import org.jspecify.annotations.Nullable;

/**
 * Where Payara's request holds the handler of its connection. Each of the server's threads uses requests again, and
 * this one field of them changes with the next upgrade only: whatever the handler leads to, all classes of the
 * application among it, would stay in memory after an undeployment. The server has no public way to empty it.
 */
final class UpgradeSlot {
    private static final Logger LOG = System.getLogger(UpgradeSlot.class.getName());
    private static final @Nullable VarHandle HANDLER = find();

    private final Request request;
    private final VarHandle field;

    private UpgradeSlot(Request request, VarHandle field) {
        this.request = request;
        this.field = field;
    }

    /**
     * The slot of the server's request behind this one; none if it is of another server or version. Fails with a
     * {@link LinkageError} where Payara's types are not visible.
     */
    static Optional<UpgradeSlot> of(HttpServletRequest request) {
        VarHandle known = HANDLER;
        return known == null ? Optional.empty()
                : facade(request).map(facade -> new UpgradeSlot(facade.getUnwrappedCoyoteRequest(), known));
    }

    /** What Payara gave to the application, below all wrappers. */
    static Optional<RequestFacade> facade(HttpServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner instanceof RequestFacade facade ? Optional.of(facade) : Optional.empty();
    }

    /** Empties the slot, unless the request serves another connection by now and holds another handler. */
    void empty(HttpUpgradeHandler handler) {
        field.compareAndSet(request, handler, null);
    }

    private static @Nullable VarHandle find() {
        try {
            return MethodHandles.privateLookupIn(Request.class, MethodHandles.lookup())
                    .findVarHandle(Request.class, "httpUpgradeHandler", HttpUpgradeHandler.class);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.log(Level.INFO, "An undeployed application may stay in memory until other sockets take the places of "
                    + "its own, since this version of the server holds them in a way that is not known here: " + e);
            return null;
        }
    }
}
