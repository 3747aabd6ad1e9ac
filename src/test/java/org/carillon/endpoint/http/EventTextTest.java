package org.carillon.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.carillon.protocol.Disconnect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventTextTest {
    private static String text(byte[] event) {
        return new String(event, StandardCharsets.UTF_8);
    }

    @Test
    void frame_ofOneLine_isOneLineOfData() {
        assertThat(text(EventText.frame("{\"type\":\"ping\"}"))).isEqualTo("data: {\"type\":\"ping\"}\n\n");
    }

    @Test
    void frame_ofSeveralLines_hasALineOfDataForEach() {
        assertThat(text(EventText.frame("{}\n{\"a\":1}\n{}"))).isEqualTo("data: {}\ndata: {\"a\":1}\ndata: {}\n\n");
    }

    @Test
    void frame_outsideAscii_isUtf8() {
        assertThat(text(EventText.frame("é\n€\n😀"))).isEqualTo("data: é\ndata: €\ndata: 😀\n\n");
    }

    @Test
    void open_namesTheAddress() {
        assertThat(text(EventText.open("a-_1"))).isEqualTo("event: open\ndata: {\"address\":\"a-_1\"}\n\n");
    }

    @ParameterizedTest
    @EnumSource(Disconnect.class)
    void close_isJsonOnOneLine_whateverTheReason(Disconnect why) {
        String event = text(EventText.close(why));
        assertThat(event).startsWith("event: close\ndata: {").endsWith("}\n\n").hasLineCount(3);
        try (var reader = Json.createReader(new StringReader(event.lines().toList().get(1).substring(6)))) {
            JsonObject data = reader.readObject();
            assertThat(data.getInt("code")).isEqualTo(why.code());
            assertThat(data.getString("reason")).isEqualTo(why.reason());
        }
    }

    @Test
    void padding_isACommentOfTwoKibibytes() {
        assertThat(text(EventText.padding())).startsWith(":").endsWith("\n\n").hasLineCount(2)
                .hasSizeGreaterThanOrEqualTo(2048);
    }

    @Test
    void join_keepsTheOrder() {
        assertThat(text(EventText.join(EventText.frame("1"), new byte[0], EventText.id(7))))
                .isEqualTo("data: 1\n\nid: 7\n\n");
    }
}
