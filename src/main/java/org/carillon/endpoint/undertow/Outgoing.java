package org.carillon.endpoint.undertow;

import io.undertow.connector.PooledByteBuffer;
import java.nio.ByteBuffer;
import org.carillon.session.Transport;

/** A frame at Undertow. Its bytes are shared by all receivers; that Undertow frees it means that it has left. */
final class Outgoing implements PooledByteBuffer {
    private final ByteBuffer bytes;
    private final Transport.Completion completion;
    private final Outbox outbox;
    private boolean open = true;

    Outgoing(ByteBuffer bytes, Transport.Completion completion, Outbox outbox) {
        this.bytes = bytes;
        this.completion = completion;
        this.outbox = outbox;
    }

    @Override
    public ByteBuffer getBuffer() {
        return bytes;
    }

    @Override
    public synchronized boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (!open) {
                return;
            }
            open = false;
        }
        outbox.left(this);
    }

    /** What was not written when it was freed never will be. */
    void report() {
        completion.sent(bytes.hasRemaining());
    }
}
