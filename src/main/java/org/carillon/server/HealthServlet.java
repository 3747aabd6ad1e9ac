package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.carillon.cluster.Health;
import org.carillon.session.Drain;

/**
 * {@code GET /health}: 200 and {@code UP}, or 503 and {@code DRAINING} while the node takes no sessions. Of a store
 * that cannot be reached it says {@code AWAY}, and the node stays up for what does not need it. Open to all, so it says
 * no more; the log does.
 */
@WebServlet(name = "carillon-health", urlPatterns = "/health")
public class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Drain drain;

    @Inject
    private transient Health store;

    /** Made by the container. */
    public HealthServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean up = !drain.draining();
        response.setStatus(up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json;charset=UTF-8");
        response.getOutputStream().print("{\"status\":\"" + (up ? "UP" : "DRAINING") + '"'
                + (store.trouble().isPresent() ? ",\"store\":\"AWAY\"" : "") + '}');
    }
}
