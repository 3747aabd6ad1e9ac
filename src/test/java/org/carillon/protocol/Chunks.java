package org.carillon.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.msgpack.core.MessagePack;
import org.msgpack.value.ImmutableMapValue;
import org.msgpack.value.ValueFactory;

/** Reads the chunks that a server sends, as a client would. */
final class Chunks {
    private Chunks() {}

    /** The fields of a chunk; its piece of text is added. */
    static JsonObject text(Frame frame, StringBuilder text) {
        JsonObject chunk = JsonObject.read(frame.text());
        text.append(chunk.text("data"));
        return chunk;
    }

    /** The same of bytes. */
    static JsonObject binary(Frame frame, ByteArrayOutputStream bytes) throws IOException {
        ImmutableMapValue chunk = MessagePack.newDefaultUnpacker(frame.data().array()).unpackValue().asMapValue();
        bytes.writeBytes(chunk.map().get(ValueFactory.newString("data")).asBinaryValue().asByteArray());
        return JsonObject.read(chunk.toJson());
    }
}
