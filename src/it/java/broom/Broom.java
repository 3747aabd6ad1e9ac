package broom;

import jakarta.ejb.EJB;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Gives the idle threads of the server's pools something else to do: each keeps its last task until the next. */
@WebServlet("/sweep")
public class Broom extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int THREADS = 16;
    private static final long MEETING_MILLIS = 500;

    @Resource
    private transient ManagedExecutorService executor;

    @Resource
    private transient ManagedScheduledExecutorService scheduler;

    @EJB
    private transient Helpers helpers;

    private final transient ReentrantLock sweeping = new ReentrantLock();

    /** One request at a time sweeps, or the pools would be busy for a minute; the others keep their own threads. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        if (sweeping.tryLock()) {
            try {
                occupy(executor);
                occupy(scheduler);
                occupy(task -> helpers.run(task));
            } finally {
                sweeping.unlock();
            }
        } else {
            sweeping.lock();
            sweeping.unlock();
        }
    }

    /** Tasks that wait for each other a moment, so that each takes a thread of its own. */
    private static void occupy(Executor pool) {
        CountDownLatch meeting = new CountDownLatch(THREADS);
        CountDownLatch done = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            pool.execute(() -> meet(meeting, done));
        }
        wait(done, MEETING_MILLIS * THREADS);
    }

    private static void meet(CountDownLatch meeting, CountDownLatch done) {
        meeting.countDown();
        wait(meeting, MEETING_MILLIS);
        done.countDown();
    }

    private static void wait(CountDownLatch latch, long millis) {
        try {
            latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
