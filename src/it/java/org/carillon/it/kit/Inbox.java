package org.carillon.it.kit;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What a client gets: joined frames split into messages, pings counted and answered, and how the session ended. */
final class Inbox implements WebSocket.Listener {
    private final boolean paused;
    private final boolean silent;
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<Client.Ended> ended = new CompletableFuture<>();
    final AtomicInteger pings = new AtomicInteger();
    final AtomicInteger pingMessages = new AtomicInteger();
    private final StringBuilder parts = new StringBuilder();

    Inbox(boolean paused, boolean silent) {
        this.paused = paused;
        this.silent = silent;
    }

    @Override
    public void onOpen(WebSocket socket) {
        if (!paused) {
            socket.request(Long.MAX_VALUE);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        parts.append(part);
        if (last) {
            String frame = parts.toString();
            parts.setLength(0);
            for (String message : frame.split("\n")) {
                if (!silent && message.equals("{\"type\":\"ping\"}")) {
                    pingMessages.incrementAndGet();
                    socket.sendText("{\"type\":\"pong\"}", true);
                } else {
                    messages.add(message);
                }
            }
        }
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        pings.incrementAndGet();
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        ended.complete(new Client.Ended(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        ended.complete(new Client.Ended(1006, String.valueOf(error)));
    }
}
