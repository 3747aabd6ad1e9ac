package org.carillon.endpoint.tyrus;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

/** The way that Tyrus's own frames take, through the server's HTTP. */
record WriterWire(Writer writer) implements Wire {
    private static final Logger LOG = System.getLogger(WriterWire.class.getName());

    @Override
    public void write(byte[] frame, CompletionHandler<ByteBuffer> handler) {
        writer.write(ByteBuffer.wrap(frame), handler);
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "A connection had ended already", e);
        }
    }
}
