package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.EachDialect;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content travels as its sender wrote it, whatever it is; and frames of several commands are read as such. */
@ExtendWith(ArquillianExtension.class)
class ContentIT {
    private static final List<String> DIALECTS = List.of("", "carillon.v1.json", "carillon.v1.jsonl");
    private static final String JSONL = "carillon.v1.jsonl";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    private Client member(String dialect) {
        Client client = Client.to(base).dialect(dialect).connect();
        client.send("{\"type\":\"subscribe\",\"channel\":\"room:content\"}").next("subscribed");
        return client;
    }

    private static String publish(String content) {
        return "{\"type\":\"publish\",\"channel\":\"room:content\",\"content\":" + content + '}';
    }

    private static String message(Client client) {
        return client.next(message -> message.startsWith("{\"type\":\"message\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.00", "1e400", "-0", "-0.0E-0", "1E+2", "12345678901234567890", "0.10000000000000000555",
        "null", "true", "\"\"", "{}", "[]", "[ 1 ,\t2 ]", "{\"b\":1,\"a\":{\"type\":\"chat\",\"id\":[[],{},null]}}",
        "{\"a\":1,\"a\":2}", "\"é 🎵 \u2028 \uFEFF שלום\"", "\"\\u00e9\\ud83c\\udfb5 \\/ \\\" \\\\ \\n\"",
        "\"\\ud800\"", "\"\\u0000\"", "\"</script>\"", "\"ping\"", "\"{\\\"type\\\":\\\"ping\\\"}\""})
    void content_reachesEveryDialectAsItWasWritten(String content) {
        for (String from : DIALECTS) {
            try (Client sender = member(from); Client bare = member(""); Client json = member("carillon.v1.json");
                    Client jsonl = member(JSONL)) {
                sender.send(publish(content));
                for (Client receiver : List.of(sender, bare, json, jsonl)) {
                    assertThat(message(receiver)).endsWith(",\"content\":" + content + '}');
                }
            }
        }
    }

    @EachDialect
    void contentAsDeepAsAllowed_isUnharmed(String dialect) {
        String deep = "[".repeat(99) + "]".repeat(99);
        try (Client client = member(dialect)) {
            assertThat(message(client.send(publish(deep)))).endsWith(",\"content\":" + deep + '}');
        }
    }

    @EachDialect
    void contentOfManyKeysAndBytes_isUnharmed(String dialect) {
        StringBuilder keys = new StringBuilder("{\"k\":0");
        for (int i = 0; i < 4000; i++) {
            keys.append(",\"key-").append(i).append("\":").append(i);
        }
        String content = keys.append('}').toString();
        try (Client client = member(dialect)) {
            assertThat(message(client.send(publish(content)))).endsWith(",\"content\":" + content + '}');
        }
    }

    @EachDialect
    void contentOfAlmostTheLimit_isUnharmed(String dialect) {
        String content = '"' + "🎵".repeat(16_300) + '"';
        try (Client client = member(dialect)) {
            assertThat(message(client.send(publish(content)))).endsWith(",\"content\":" + content + '}');
        }
    }

    @EachDialect
    void messageCutIntoSingleBytes_isOneMessage(String dialect) {
        String text = "{\"type\":\"publish\",\"channel\":\"open:parts\",\"id\":1,\"content\":\"Grüße 🎵\"}";
        byte[] command = text.getBytes(StandardCharsets.UTF_8);
        try (Client receiver = Client.to(base).connect();
                RawClient sender = RawClient.open(base, "", "Sec-WebSocket-Protocol", dialect)) {
            receiver.send("{\"type\":\"subscribe\",\"channel\":\"open:parts\"}").next("subscribed");
            for (int i = 0; i < command.length; i++) {
                int opcode = i == 0 ? RawClient.TEXT : RawClient.CONTINUATION;
                sender.frame(opcode, i == command.length - 1, new byte[] {command[i]});
            }
            sender.next("\"ack\"");
            assertThat(message(receiver)).endsWith(",\"content\":\"Grüße 🎵\"}");
        }
    }

    @EachDialect
    void prettyPrintedCommand_isUnderstood_andItsLineFeedsStayOutOfFrames(String dialect) {
        String pretty = "\n{\r\n  \"type\": \"publish\",\n  \"channel\": \"room:content\",\n  \"content\": {\n    "
                + "\"a\": [\r\n      1,\n      \"b c\"\n    ]\n  }\n}\n";
        String content = "{     \"a\": [        1,       \"b c\"     ]   }";
        try (Client client = member(dialect); Client jsonl = member(JSONL)) {
            client.send(pretty);
            assertThat(message(client)).endsWith(",\"content\":" + content + '}');
            assertThat(message(jsonl)).endsWith(",\"content\":" + content + '}');
        }
    }

    @Test
    void commandsOfOneFrame_areCarriedOutInOrder() {
        StringBuilder frame = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            frame.append(publish(Integer.toString(i))).append('\n');
        }
        try (Client sender = member(JSONL); Client receiver = member(JSONL)) {
            sender.send(frame.toString());
            for (int i = 0; i < 500; i++) {
                assertThat(message(receiver)).endsWith(",\"content\":" + i + '}');
            }
        }
    }

    @Test
    void badCommandAmongGoodOnes_isRefusedAlone() {
        try (Client client = member(JSONL)) {
            client.send("{\"type\":\"ping\",\"id\":1}\n{\"type\":\"what\",\"id\":2}\n{\"type\":\"ping\",\"id\":3}");
            assertThat(client.next("pong").getInt("id")).isEqualTo(1);
            assertThat(client.next("error").getInt("id")).isEqualTo(2);
            assertThat(client.next("pong").getInt("id")).isEqualTo(3);
        }
    }

    @Test
    void textThatIsNoJsonAmongCommands_endsTheFrame() {
        try (Client client = member(JSONL)) {
            client.send("{\"type\":\"ping\",\"id\":1}\nhello\n{\"type\":\"ping\",\"id\":3}");
            assertThat(client.next("pong").getInt("id")).isEqualTo(1);
            assertThat(client.next("error").getString("code")).isEqualTo("malformed");
            assertThat(client.untilPong()).isEmpty();
        }
    }

    @Test
    void thousandCommandsInAFrame_areCarriedOut_andOneMoreIsRefused() {
        String thousand = "{\"type\":\"pong\"}\n".repeat(1000);
        try (Client client = member(JSONL)) {
            assertThat(client.send(thousand).untilPong()).isEmpty();
            assertThat(client.send(thousand + "{\"type\":\"ping\"}").next("error").getString("code"))
                    .isEqualTo("malformed");
        }
    }
}
