package org.carillon.endpoint.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.carillon.protocol.Disconnect;

/** What is sent to a client, as events of the format {@code text/event-stream}. */
final class EventText {
    private static final int PADDING = 2048;
    private static final byte[] DATA = utf8("data: ");

    private EventText() {}

    /** A comment that fills the buffers of small proxies, so that they begin to pass the answer on. */
    static byte[] padding() {
        return utf8(":" + " ".repeat(PADDING) + "\n\n");
    }

    /** A session is open. */
    static byte[] open(String address) {
        return utf8("event: open\ndata: {\"address\":\"" + address + "\"}\n\n");
    }

    /** The text of a frame; each line of it is a line of the event, as the format wants it. */
    static byte[] frame(String text) {
        byte[] plain = utf8(text);
        int lines = 1;
        for (byte b : plain) {
            lines += b == '\n' ? 1 : 0;
        }
        byte[] event = new byte[plain.length + lines * DATA.length + 2];
        int at = data(event, 0);
        for (byte b : plain) {
            event[at++] = b;
            if (b == '\n') {
                at = data(event, at);
            }
        }
        event[at++] = '\n';
        event[at] = '\n';
        return event;
    }

    private static int data(byte[] event, int at) {
        System.arraycopy(DATA, 0, event, at, DATA.length);
        return at + DATA.length;
    }

    /** The server has closed the session; its reasons have nothing that JSON would escape. */
    static byte[] close(Disconnect why) {
        return utf8("event: close\ndata: {\"code\":" + why.code() + ",\"reason\":\"" + why.reason() + "\"}\n\n");
    }

    /** The number of an answer. */
    static byte[] id(long number) {
        return utf8("id: " + number + "\n\n");
    }

    /** Events after each other. */
    static byte[] join(byte[]... events) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(Arrays.stream(events).mapToInt(e -> e.length).sum());
        for (byte[] event : events) {
            all.writeBytes(event);
        }
        return all.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
