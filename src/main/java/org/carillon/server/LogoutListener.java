package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.carillon.cluster.ControlMessage;
import org.carillon.endpoint.HttpSessions;
import org.carillon.session.Control;
import org.jspecify.annotations.Nullable;

/**
 * Ends with an HTTP session, whether it is invalidated or times out, what was opened under it. Containers do so only
 * for sockets, without a reason, and Payara only for the last one. Listeners are told of an end in the reverse of their
 * order, so the one that closes is added late.
 */
@WebListener
public class LogoutListener implements ServletContextListener {
    private static final Logger LOG = System.getLogger(LogoutListener.class.getName());

    @Inject
    private @Nullable Control control;

    /** Made by the container. */
    public LogoutListener() {}

    @Override
    public void contextInitialized(ServletContextEvent event) {
        if (control == null) {
            throw new IllegalStateException("the container injected nothing");
        }
        event.getServletContext().addListener(new Closing(control));
    }

    /** Tells all nodes of the end of an HTTP session that something of ours was opened under. */
    private record Closing(Control control) implements HttpSessionListener {
        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            HttpSessions.known(event.getSession()).ifPresent(name ->
                    control.send(new ControlMessage.Logout(name)).exceptionally(failure -> {
                        LOG.log(Level.DEBUG, "Sessions of other nodes may not have heard of a logout", failure);
                        return null;
                    }));
        }
    }
}
