package org.carillon.call;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.carillon.session.ClientSession;

/**
 * The calls that wait for their answers, the earliest first, and how many each session has. A call counts until it has
 * been answered and its method has returned: one that came to its end by time may still hold a thread.
 */
final class Unanswered {
    private final int perSession;
    private final Set<PendingCall> waiting = new LinkedHashSet<>();
    private final Map<ClientSession, Integer> counts = new HashMap<>();

    Unanswered(int perSession) {
        this.perSession = perSession;
    }

    /** Adds a call; not if its session has too many. */
    synchronized boolean add(PendingCall call) {
        int count = counts.getOrDefault(call.session(), 0);
        if (count >= perSession) {
            return false;
        }
        counts.put(call.session(), count + 1);
        waiting.add(call);
        return true;
    }

    /** Takes a call out to answer it; false if it has been answered or its session has ended. */
    synchronized boolean take(PendingCall call) {
        boolean first = waiting.remove(call);
        if (first && call.returned()) {
            release(call.session());
        }
        return first;
    }

    /** The method of a call has returned, or will never run. */
    synchronized void returned(PendingCall call) {
        if (!call.returned()) {
            call.setReturned();
            if (!waiting.contains(call)) {
                release(call.session());
            }
        }
    }

    /** Takes those out that came at {@code time} or before, in epoch milliseconds. */
    synchronized List<PendingCall> takeUntil(long time) {
        List<PendingCall> due = new ArrayList<>();
        for (Iterator<PendingCall> each = waiting.iterator(); each.hasNext();) {
            PendingCall call = each.next();
            if (call.time() > time) {
                break;
            }
            each.remove();
            due.add(call);
            if (call.returned()) {
                release(call.session());
            }
        }
        return due;
    }

    /** Forgets the calls of a session that has ended. */
    synchronized void drop(ClientSession session) {
        if (counts.remove(session) != null) {
            waiting.removeIf(call -> call.session() == session);
        }
    }

    /** How many calls wait for their answers. */
    synchronized int size() {
        return waiting.size();
    }

    /** How many sessions have one that counts. */
    synchronized int sessions() {
        return counts.size();
    }

    private void release(ClientSession session) {
        counts.computeIfPresent(session, (key, count) -> count == 1 ? null : count - 1);
    }
}
