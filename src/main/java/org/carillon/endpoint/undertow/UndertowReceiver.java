package org.carillon.endpoint.undertow;

import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.StreamSourceFrameChannel;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.jsr.UndertowSession;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.carillon.endpoint.transport.Incoming;
import org.carillon.protocol.Command;
import org.xnio.Buffers;
import org.xnio.Pooled;

/**
 * Reads a session's messages on its I/O thread. What waits for nothing is carried out there; anything else by a worker,
 * as the container does it.
 */
final class UndertowReceiver extends AbstractReceiveListener {
    private static final byte[] NOTHING = {};
    /** How many bytes may come of which nothing is handed over, such as empty fragments: Undertow skips them. */
    private static final int MOST_SKIPPED = 64 * 1024;

    private final UndertowSession session;
    private final Incoming incoming;
    private final Lane lane;
    private int skipped;

    UndertowReceiver(UndertowSession session, Incoming incoming) {
        this.session = session;
        this.incoming = incoming;
        this.lane = new Lane(session, incoming);
    }

    /** So many bytes were read. */
    void arrived(int bytes) {
        skipped += bytes;
        if (skipped > MOST_SKIPPED) {
            skipped = 0;
            lane.later(incoming::tooLarge);
        }
    }

    /** Hands a part over, or what else a frame is. */
    private void take(Supplier<List<Command>> part) {
        skipped = 0;
        lane.take(part);
    }

    @Override
    protected void onText(WebSocketChannel channel, StreamSourceFrameChannel message) throws IOException {
        if (channel.isCloseFrameSent()) {
            message.close();
            return;
        }
        new BufferedTextMessage(false).read(message, new WebSocketCallback<>() {
            @Override
            public void complete(WebSocketChannel from, BufferedTextMessage part) {
                String text = part.getData();
                boolean last = part.isComplete();
                take(() -> incoming.text(text, last));
            }

            @Override
            public void onError(WebSocketChannel from, BufferedTextMessage part, Throwable failure) {
                lane.failed(failure);
            }
        });
    }

    @Override
    protected void onBinary(WebSocketChannel channel, StreamSourceFrameChannel message) throws IOException {
        if (channel.isCloseFrameSent()) {
            message.close();
            return;
        }
        long limit = session.getMaxBinaryMessageBufferSize();
        new BufferedBinaryMessage(limit, false).read(message, new WebSocketCallback<>() {
            @Override
            public void complete(WebSocketChannel from, BufferedBinaryMessage part) {
                byte[] bytes = taken(part.getData());
                boolean last = part.isComplete();
                take(() -> incoming.binary(ByteBuffer.wrap(bytes), last));
            }

            @Override
            public void onError(WebSocketChannel from, BufferedBinaryMessage part, Throwable failure) {
                lane.failed(failure);
            }
        });
    }

    private static byte[] taken(Pooled<ByteBuffer[]> data) {
        try (data) {
            ByteBuffer[] buffers = data.getResource();
            return Buffers.hasRemaining(buffers) ? Buffers.take(buffers, 0, buffers.length) : NOTHING;
        }
    }

    /** In the order of messages, since it counts as one. */
    @Override
    protected void onFullPingMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
        byte[] bytes = taken(message.getData());
        take(() -> {
            if (incoming.pinged() && !channel.isCloseFrameSent()) {
                WebSockets.sendPong(ByteBuffer.wrap(bytes), channel, null);
            }
            return List.of();
        });
    }

    @Override
    protected void onFullPongMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
        message.getData().close();
        take(() -> {
            incoming.ponged();
            return List.of();
        });
    }

    /** The client closes: answered at once; the container reports the end. The answer to our own close is no news. */
    @Override
    protected void onFullCloseMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
        ByteBuffer payload = ByteBuffer.wrap(taken(message.getData()));
        if (channel.isCloseFrameSent()) {
            return;
        }
        WebSockets.sendClose(payload.duplicate(), channel, null);
        CloseReason reason = reason(payload);
        lane.later(() -> session.closeInternal(reason));
    }

    private static CloseReason reason(ByteBuffer payload) {
        if (payload.remaining() < 2) {
            return new CloseReason(CloseCodes.NO_STATUS_CODE, "");
        }
        CloseReason.CloseCode code = CloseCodes.getCloseCode(payload.getShort());
        return new CloseReason(code, StandardCharsets.UTF_8.decode(payload).toString());
    }

    @Override
    protected void onError(WebSocketChannel channel, Throwable error) {
        try {
            lane.failed(error);
        } finally {
            session.forceClose();
        }
    }
}
