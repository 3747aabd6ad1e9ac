package broom;

import jakarta.ejb.Asynchronous;
import jakarta.ejb.Stateless;

/** Runs tasks on the threads that also run timers. */
@Stateless
public class Helpers {

    /** Runs a task on a thread of the EJB container. */
    @Asynchronous
    public void run(Runnable task) {
        task.run();
    }
}
