package org.carillon.protocol;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;

/** MessagePack in tests: written from JSON or by hand, and compared by value. */
final class MessagePacks {
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

    private MessagePacks() {}

    interface Writing {
        void to(MessagePacker packer) throws IOException;
    }

    static byte[] of(Writing writing) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            writing.to(packer);
            return packer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] of(String json) {
        return of(packer -> new JsonPacker(json, JsonPacker.sizes(json), packer).pack());
    }

    static List<Command> read(byte[] bytes) {
        return Dialect.MSGPACK.read(ByteBuffer.wrap(bytes));
    }

    /** What a JSON text stands for in a language whose numbers have 64 bits. */
    static Object value(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return value(reader.readValue());
        }
    }

    private static Object value(JsonValue value) {
        if (value instanceof JsonObject object) {
            Map<String, Object> map = new LinkedHashMap<>();
            object.forEach((name, each) -> map.put(name, value(each)));
            return map;
        }
        if (value instanceof JsonArray array) {
            List<Object> list = new ArrayList<>();
            array.forEach(each -> list.add(value(each)));
            return list;
        }
        if (value instanceof JsonNumber number) {
            return number(number.toString());
        }
        return value instanceof JsonString string ? string.getString() : value.toString();
    }

    /** Parsers do not agree on whether zero has a sign. */
    private static Object number(String number) {
        if (Double.parseDouble(number) == 0) {
            return BigInteger.ZERO;
        }
        boolean whole = number.matches("-?\\d+");
        BigInteger integer = whole ? new BigInteger(number) : LIMIT;
        boolean fits = integer.bitLength() <= 63 || integer.signum() > 0 && integer.compareTo(LIMIT) < 0;
        return fits ? integer : (Object) Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE,
                Double.parseDouble(number)));
    }
}
