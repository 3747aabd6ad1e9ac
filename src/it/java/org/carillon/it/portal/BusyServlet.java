package org.carillon.it.portal;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.carillon.Carillon;

/**
 * Requests that keep the server's threads: {@code /busy/wait} until the last one lets them go, which is {@code
 * /busy/publish}; that waits for the others, publishes, and keeps all for as many seconds as it is told.
 */
@WebServlet("/busy/*")
public class BusyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int PATIENCE_SECONDS = 30;

    private final transient Semaphore waiting = new Semaphore(0);
    private final transient CountDownLatch over = new CountDownLatch(1);

    @Inject
    private transient Carillon carillon;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        try {
            if (request.getPathInfo().equals("/publish")) {
                publish(request, response);
            } else {
                waiting.release();
                done(over.await(PATIENCE_SECONDS, TimeUnit.SECONDS), response);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            done(false, response);
        }
    }

    private void publish(HttpServletRequest request, HttpServletResponse response) throws InterruptedException {
        int others = Integer.parseInt(request.getParameter("others"));
        boolean busy = waiting.tryAcquire(others, PATIENCE_SECONDS, TimeUnit.SECONDS);
        carillon.publish(request.getParameter("channel"), "busy");
        over.await(Integer.parseInt(request.getParameter("seconds")), TimeUnit.SECONDS);
        over.countDown();
        done(busy, response);
    }

    private static void done(boolean right, HttpServletResponse response) {
        response.setStatus(right ? HttpServletResponse.SC_NO_CONTENT : HttpServletResponse.SC_GATEWAY_TIMEOUT);
    }
}
