package org.carillon.endpoint.tyrus;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler;

/** A handshake that gives Tyrus our handler of the connection when it asks for its own. */
final class TyrusRequest extends HttpServletRequestWrapper {
    private final TyrusAccelerator accelerator;

    TyrusRequest(HttpServletRequest request, TyrusAccelerator accelerator) {
        super(request);
        this.accelerator = accelerator;
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws IOException, ServletException {
        if (type != TyrusHttpUpgradeHandler.class) {
            return super.upgrade(type);
        }
        try {
            TyrusHandler handler = super.upgrade(TyrusHandler.class);
            handler.accelerator(accelerator);
            accelerator.slot(this).ifPresent(handler::slot);
            accelerator.wire(this).ifPresent(handler::wire);
            return type.cast(handler);
        } catch (ServletException | LinkageError e) {
            accelerator.unusable("the handler of the connection could not be made: " + e);
            return super.upgrade(type);
        }
    }
}
