package org.carillon.endpoint.tyrus;

import java.nio.ByteBuffer;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

/** Where whole frames are written to, one after another. */
interface Wire {

    /** Writes a frame, whose bytes nobody changes; the handler is told when it has left. */
    void write(byte[] frame, CompletionHandler<ByteBuffer> handler);

    /** Whether bytes that wait are those that were given, and no copy. */
    default boolean shares() {
        return false;
    }

    /** Ends the connection when what waits has left, if the client takes it. */
    void close();

    /** Ends the connection now. */
    default void cut() {
        close();
    }

    /** By the way that Tyrus's own frames take. */
    static Wire of(Writer writer) {
        return new WriterWire(writer);
    }
}
