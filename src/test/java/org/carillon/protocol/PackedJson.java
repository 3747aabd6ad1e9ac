package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageSizeException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueType;

/** Whether a JSON text and MessagePack say the same, by Parsson and MessagePack's own library. */
final class PackedJson {
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

    private PackedJson() {}

    /** The values that bytes are; empty if they are no MessagePack. */
    static Optional<List<Value>> values(byte[] bytes) {
        try {
            MessageUnpacker check = MessagePack.newDefaultUnpacker(bytes);
            while (check.hasNext()) {
                skip(check, bytes.length);
            }
            MessageUnpacker in = MessagePack.newDefaultUnpacker(bytes);
            List<Value> values = new ArrayList<>();
            while (in.hasNext()) {
                values.add(in.unpackValue());
            }
            return Optional.of(values);
        } catch (MessagePackException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Passes over a value: the library makes room for whatever a header announces. */
    private static void skip(MessageUnpacker in, int length) throws IOException {
        ValueType type = in.getNextFormat().getValueType();
        long items = switch (type) {
            case MAP -> 2L * in.unpackMapHeader();
            case ARRAY -> in.unpackArrayHeader();
            default -> 0;
        };
        if (items > length - in.getTotalReadBytes()) {
            throw new MessageSizeException(items);
        }
        for (long i = 0; i < items; i++) {
            skip(in, length);
        }
        if (type != ValueType.MAP && type != ValueType.ARRAY) {
            in.skipValue();
        }
    }

    /** Fails if they differ. */
    static void assertSame(String json, Value packed) {
        try (JsonParser parser = Json.createParser(new StringReader(json))) {
            parser.next();
            same(parser, packed);
            assertThat(parser.hasNext()).as("more than one value in %s", json).isFalse();
        }
    }

    /** Compares the value whose first token was read. */
    private static void same(JsonParser json, Value packed) {
        switch (json.currentEvent()) {
            case START_OBJECT -> map(json, packed);
            case START_ARRAY -> {
                for (Value item : packed.asArrayValue()) {
                    json.next();
                    same(json, item);
                }
                assertThat(json.next()).isEqualTo(JsonParser.Event.END_ARRAY);
            }
            case VALUE_STRING -> text(json.getString(), packed);
            case VALUE_NUMBER -> number(json.getString(), packed);
            case VALUE_TRUE -> assertThat(packed.asBooleanValue().getBoolean()).isTrue();
            case VALUE_FALSE -> assertThat(packed.asBooleanValue().getBoolean()).isFalse();
            case VALUE_NULL -> assertThat(packed.isNilValue()).isTrue();
            default -> throw new AssertionError("no value: " + json.currentEvent());
        }
    }

    private static void map(JsonParser json, Value packed) {
        Value[] keysAndValues = packed.asMapValue().getKeyValueArray();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            assertThat(json.next()).isEqualTo(JsonParser.Event.KEY_NAME);
            text(json.getString(), keysAndValues[i]);
            json.next();
            same(json, keysAndValues[i + 1]);
        }
        assertThat(json.next()).isEqualTo(JsonParser.Event.END_OBJECT);
    }

    private static void text(String text, Value packed) {
        if (packed.isBinaryValue()) {
            assertThat(Base64.getDecoder().decode(text)).isEqualTo(packed.asBinaryValue().asByteArray());
        } else {
            assertThat(packed.asStringValue().asString()).isEqualTo(Texts.wellFormed(text));
        }
    }

    private static void number(String number, Value packed) {
        boolean whole = number.matches("-?\\d{1,20}") && !number.equals("-0");
        BigInteger integer = whole ? new BigInteger(number) : LIMIT;
        if (integer.bitLength() <= 63 || integer.signum() > 0 && integer.compareTo(LIMIT) < 0) {
            assertThat(packed.asIntegerValue().asBigInteger()).isEqualTo(integer);
        } else {
            double value = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, Double.parseDouble(number)));
            assertThat(packed.asFloatValue().toDouble()).as(number).isEqualTo(value);
        }
    }
}
