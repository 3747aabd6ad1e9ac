package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.carillon.node.Settings;
import org.carillon.session.Drain;

/**
 * Start and stop of the deployment. It serves no request: containers destroy servlets before they take the sockets
 * away, so this is where clients can still be told that the server stops.
 */
@WebServlet(name = "carillon-lifecycle", loadOnStartup = 1)
public class LifecycleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(LifecycleServlet.class.getName());

    @Inject
    private transient Settings settings;

    @Inject
    private transient Drain drain;

    @Inject
    private transient SuspensionListener suspension;

    /** Made by the container. */
    public LifecycleServlet() {}

    @Override
    public void init() {
        suspension.start();
        String path = getServletContext().getContextPath();
        LOG.log(Level.INFO, "Carillon is ready at {0}/, its socket at {0}/ws{1}", path,
                settings.demo() ? "; the demo is on and admits guests: not for production" : "");
    }

    @Override
    public void destroy() {
        suspension.stop();
        drain.run();
    }
}
