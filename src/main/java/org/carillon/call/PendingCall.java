package org.carillon.call;

import org.carillon.protocol.Command;
import org.carillon.session.ClientSession;

/** A call that has been accepted. */
final class PendingCall {
    private final ClientSession session;
    private final Command.Call command;
    private final long time;
    private boolean returned;

    /** A call that came at {@code time}, in epoch milliseconds. */
    PendingCall(ClientSession session, Command.Call command, long time) {
        this.session = session;
        this.command = command;
        this.time = time;
    }

    ClientSession session() {
        return session;
    }

    Command.Call command() {
        return command;
    }

    long time() {
        return time;
    }

    /** Whether its method has returned. Guarded by {@link Unanswered}. */
    boolean returned() {
        return returned;
    }

    void setReturned() {
        returned = true;
    }
}
