package org.carillon.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.carillon.RefusedException;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * Reads MessagePack maps as the JSON objects that they stand for, so that commands are read in one place and content is
 * JSON from here on. No length in a header is trusted: what it announces must be there.
 */
final class MessagePackDecoder {
    private final byte[] bytes;
    private final MessageUnpacker in;
    private StringBuilder out = new StringBuilder(0);

    private MessagePackDecoder(byte[] bytes) {
        this.bytes = bytes;
        this.in = MessagePack.newDefaultUnpacker(bytes);
    }

    /** The commands of a binary frame, which is one map or more after each other. */
    static List<Command> read(byte[] bytes) {
        MessagePackDecoder decoder = new MessagePackDecoder(bytes);
        List<Command> commands = new ArrayList<>(1);
        try {
            do {
                if (commands.size() == JsonDecoder.COMMANDS_LIMIT) {
                    throw JsonDecoder.tooMany();
                }
                commands.add(JsonDecoder.command(decoder.next()));
            } while (decoder.in.hasNext());
        } catch (RefusedException e) {
            commands.add(JsonDecoder.invalid(Command.NO_ID, e));
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot fail", e);
        }
        return commands;
    }

    /** The next map. */
    private JsonObject next() {
        out = new StringBuilder(bytes.length);
        List<JsonObject.Field> fields = new ArrayList<>(8);
        try {
            if (!in.hasNext() || in.getNextFormat().getValueType() != ValueType.MAP) {
                throw fault("a map was expected");
            }
            int size = in.unpackMapHeader();
            for (int i = 0; i < size; i++) {
                field(fields);
            }
        } catch (MessagePackException | IOException e) {
            throw fault("it ends too early or has a byte that means nothing");
        }
        return new JsonObject(out.toString(), fields);
    }

    private void field(List<JsonObject.Field> fields) throws IOException {
        String name = key();
        int from = out.length();
        boolean binary = in.getNextFormat().getValueType() == ValueType.BINARY;
        value(1);
        JsonObject.add(fields, new JsonObject.Field(name, from, out.length(), binary));
    }

    private void value(int depth) throws IOException {
        MessageFormat format = in.getNextFormat();
        switch (format.getValueType()) {
            case NIL -> {
                in.unpackNil();
                out.append("null");
            }
            case BOOLEAN -> out.append(in.unpackBoolean());
            case INTEGER -> integer(format);
            case FLOAT -> number();
            case STRING -> JsonSink.quote(out, text());
            case BINARY -> out.append('"').append(Base64.getEncoder().encodeToString(payload(in.unpackBinaryHeader())))
                    .append('"');
            case ARRAY -> array(depth);
            case MAP -> map(depth);
            default -> throw fault("it has an extension type");
        }
    }

    private void integer(MessageFormat format) throws IOException {
        if (format == MessageFormat.UINT64) {
            out.append(in.unpackBigInteger());
        } else {
            out.append(in.unpackLong());
        }
    }

    private void number() throws IOException {
        double value = in.unpackDouble();
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw fault("it has a number that is not finite");
        }
        out.append(value);
    }

    private void array(int depth) throws IOException {
        deeper(depth);
        int size = in.unpackArrayHeader();
        out.append('[');
        for (int i = 0; i < size; i++) {
            out.append(i == 0 ? "" : ",");
            value(depth + 1);
        }
        out.append(']');
    }

    private void map(int depth) throws IOException {
        deeper(depth);
        int size = in.unpackMapHeader();
        out.append('{');
        for (int i = 0; i < size; i++) {
            out.append(i == 0 ? "" : ",");
            JsonSink.quote(out, key());
            out.append(':');
            value(depth + 1);
        }
        out.append('}');
    }

    private void deeper(int depth) {
        if (depth >= JsonScanner.DEPTH_LIMIT) {
            throw fault("it is nested deeper than " + JsonScanner.DEPTH_LIMIT);
        }
    }

    private String key() throws IOException {
        if (in.getNextFormat().getValueType() != ValueType.STRING) {
            throw fault("a key that is a text was expected");
        }
        return text();
    }

    private String text() throws IOException {
        return Texts.of(payload(in.unpackRawStringHeader()));
    }

    private byte[] payload(int length) throws IOException {
        if (length > bytes.length - in.getTotalReadBytes()) {
            throw fault("a text or a binary is announced that is longer than what follows");
        }
        return in.readPayload(length);
    }

    private RefusedException fault(String what) {
        return JsonObject.malformed(
                "not valid MessagePack here: " + what + " (at byte " + in.getTotalReadBytes() + ")");
    }
}
