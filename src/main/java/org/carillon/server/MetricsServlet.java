package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.carillon.node.Metrics;

/** {@code GET /metrics}: Prometheus text, for this machine or a caller with the API key or role. */
@WebServlet(name = "carillon-metrics", urlPatterns = "/metrics")
public class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Metrics metrics;

    @Inject
    private transient ApiAccess access;

    /** Made by the container. */
    public MetricsServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;version=0.0.4;charset=UTF-8");
        if (access.mayRead(request)) {
            response.getOutputStream().write(metrics.scrape().getBytes(StandardCharsets.UTF_8));
        } else {
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
            response.getOutputStream().print("Metrics are for this machine, or a caller with X-Api-Key.\n");
        }
    }
}
