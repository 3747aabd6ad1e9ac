package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client over a plain socket, for handshakes and frames that no WebSocket library would send. It masks its frames
 * with zeros, so that a payload is on the wire as it was given.
 */
public final class RawClient implements AutoCloseable {
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CONTINUATION = 0x0;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final DataInputStream in;
    private final String path;

    /** An HTTP response; names of headers are in lower case. */
    public record Response(int status, Map<String, String> headers, String body) {}

    /** A frame of the server. */
    public record Frame(int opcode, byte[] payload) {
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    private RawClient(URL base) throws IOException {
        socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", base.getPort()), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        path = base.getPath();
    }

    /** A connection to the server of the deployment at {@code base}; nothing is sent. */
    public static RawClient to(URL base) {
        try {
            return new RawClient(base);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A session: the handshake has succeeded. */
    public static RawClient open(URL base, String query, String... headers) {
        RawClient client = to(base);
        Response response = client.handshake(query, headers);
        if (response.status() != 101) {
            throw new AssertionError("no upgrade: " + response);
        }
        return client;
    }

    /** The answer to a handshake with a query, or nothing after {@code ws}, and headers as name, value, … */
    public Response handshake(String query, String... headers) {
        return handshakeAt(path + "ws" + query, headers);
    }

    /** The answer to a handshake at any path; the given headers replace the usual ones, an empty value removes one. */
    public Response handshakeAt(String target, String... headers) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Host", "127.0.0.1:" + socket.getPort());
        all.put("Upgrade", "websocket");
        all.put("Connection", "Upgrade");
        all.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        all.put("Sec-WebSocket-Version", "13");
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
        all.forEach((name, value) -> request.append(value.isEmpty() ? "" : name + ": " + value + "\r\n"));
        write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        return response();
    }

    /** Writes bytes as they are. */
    public RawClient write(byte... bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a whole text message. */
    public RawClient text(String text) {
        return frame(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes one frame. */
    public RawClient frame(int opcode, boolean last, byte[] payload) {
        byte[] head = head(opcode, last, payload.length);
        byte[] frame = Arrays.copyOf(head, head.length + payload.length);
        System.arraycopy(payload, 0, frame, head.length, payload.length);
        return write(frame);
    }

    /** The header of a masked frame that announces {@code length} bytes. */
    public static byte[] head(int opcode, boolean last, long length) {
        ByteArrayOutputStream head = new ByteArrayOutputStream(14);
        head.write(opcode | (last ? FINAL : 0));
        int more = length < 126 ? 0 : length < 65_536 ? 2 : 8;
        head.write(MASKED | (more == 0 ? (int) length : more == 2 ? 126 : 127));
        for (int i = more - 1; i >= 0; i--) {
            head.write((int) (length >>> (8 * i)));
        }
        head.writeBytes(new byte[4]);
        return head.toByteArray();
    }

    /** The response to what was written. */
    public Response response() {
        try {
            int status = Integer.parseInt(line().split(" ")[1]);
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
                        (one, other) -> one + ", " + other);
            }
            return new Response(status, headers, status == 101 ? "" : body(headers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String body(Map<String, String> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            byte[] body = new byte[Integer.parseInt(headers.get("content-length"))];
            in.readFully(body);
            return new String(body, StandardCharsets.UTF_8);
        }
        StringBuilder chunks = new StringBuilder();
        boolean chunked = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
        for (int size = chunked ? chunkSize() : 0; size > 0; size = chunkSize()) {
            chunks.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
            line();
        }
        return chunks.toString();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            line.append(c == '\r' ? "" : (char) c);
        }
        return line.toString();
    }

    /** The next frame of the server; its pings are answered and skipped. */
    public Frame next() {
        try {
            Frame frame = read();
            while (frame.opcode() == PING) {
                frame(PONG, true, frame.payload());
                frame = read();
            }
            return frame;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Frame read() throws IOException {
        int opcode = in.readUnsignedByte() & 0xF;
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame(opcode, payload);
    }

    /** The next text frame that contains {@code part}; frames before it are skipped. */
    public String next(String part) {
        Frame frame = next();
        while (frame.opcode() != TEXT || !frame.text().contains(part)) {
            if (frame.opcode() == CLOSE) {
                throw new AssertionError("closed before '" + part + "' came: " + ended(frame));
            }
            frame = next();
        }
        return frame.text();
    }

    /** How the session ended; 1006 if the connection was cut without a close frame. */
    public Client.Ended ended() {
        try {
            Frame frame = read();
            while (frame.opcode() != CLOSE) {
                frame = read();
            }
            return ended(frame);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the session did not end", e);
        } catch (IOException e) {
            return new Client.Ended(1006, "");
        }
    }

    /** Waits until the server has cut the connection, whatever still comes; it is never closed from here. */
    public void cut() {
        try {
            while (in.read() >= 0) {
                in.skipNBytes(in.available());
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still there", e);
        } catch (IOException e) {
            assertThat(e).hasMessageMatching(".*([Cc]onnection reset|Broken pipe).*");
        }
    }

    private static Client.Ended ended(Frame close) {
        byte[] payload = close.payload();
        if (payload.length < 2) {
            return new Client.Ended(1005, "");
        }
        int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        return new Client.Ended(code, new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
