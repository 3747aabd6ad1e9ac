package org.carillon.it.portal;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A portal that uses the container's executor without measure: {@code POST /crowded/fill?tasks=N} hands over so many
 * tasks, which wait until {@code POST /crowded/free}.
 */
@WebServlet("/crowded/*")
public class CrowdedServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int PATIENCE_SECONDS = 60;

    private final transient Semaphore free = new Semaphore(0);

    @Resource
    private transient ManagedExecutorService executor;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        int tasks = Integer.parseInt(request.getParameter("tasks"));
        if (request.getPathInfo().equals("/fill")) {
            for (int i = 0; i < tasks; i++) {
                executor.execute(this::stay);
            }
        } else {
            free.release(tasks);
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private void stay() {
        try {
            if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody freed the executor");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
