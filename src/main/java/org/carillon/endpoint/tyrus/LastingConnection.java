package org.carillon.endpoint.tyrus;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;

/** The server's connection, which does not end before the thread of its handshake has left it: {@link Departures}. */
final class LastingConnection implements WebConnection {
    private final WebConnection server;
    private final Departures departures;
    private final long opened = System.nanoTime();

    LastingConnection(WebConnection server, Departures departures) {
        this.server = server;
        this.departures = departures;
    }

    /** How many nanoseconds ago it was made. */
    long age() {
        return System.nanoTime() - opened;
    }

    /** The connection itself. */
    WebConnection server() {
        return server;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return server.getInputStream();
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        return server.getOutputStream();
    }

    /** Ends it, if it is not too early; says nothing of a failure then, which nobody could do anything about. */
    @Override
    public void close() {
        departures.end(this);
    }
}
