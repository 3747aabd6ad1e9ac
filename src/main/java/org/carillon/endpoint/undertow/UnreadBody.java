package org.carillon.endpoint.undertow;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;

/**
 * A request that is answered before all of its body has come. Undertow reads the rest by a worker, for as long as the
 * client takes (HostileSlowIT); so what has not come in a moment is not waited for.
 */
record UnreadBody(HttpServerExchange exchange) implements Runnable {
    private static final Logger LOG = System.getLogger(UnreadBody.class.getName());
    /** Long enough for what is on its way, so that a client that does no harm reads its answer. */
    private static final long MOMENT_MILLIS = 500;

    @Override
    public void run() {
        exchange.getIoThread().executeAfter(this::end, MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void end() {
        if (!exchange.isRequestComplete() && exchange.getConnection() instanceof AbstractServerConnection connection) {
            try {
                // The end of the input is what wakes a worker that waits for more of it.
                connection.getOriginalSourceConduit().terminateReads();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "A connection had ended already", e);
            }
            IoUtils.safeClose(connection.getChannel());
        }
    }
}
