package org.carillon.endpoint.tyrus;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

/** A connection that takes bytes at once and reports when it is told to. */
final class ManualWriter extends Writer {
    final List<byte[]> written = new ArrayList<>();
    final Queue<CompletionHandler<ByteBuffer>> unreported = new ArrayDeque<>();

    @Override
    public void write(ByteBuffer buffer, CompletionHandler<ByteBuffer> handler) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        written.add(bytes);
        unreported.add(handler);
    }

    @Override
    public void close() {}
}
