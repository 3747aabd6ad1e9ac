package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.ServerProcess;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;

/** What a client sees of its socket, frame by frame, is the same whatever the server uses it by. */
abstract class TransportContract {
    private static final String JSON = "carillon.v1.json";
    private static final byte[] EMPTY = {};

    @ArquillianResource
    private URL base;

    /** Whether what the server offers beyond the standard API is used. */
    abstract boolean accelerated();

    private RawClient guest() {
        RawClient client = RawClient.open(base, "", "Sec-WebSocket-Protocol", JSON);
        client.next("\"welcome\"");
        return client;
    }

    private static byte[] ping(int id) {
        return ("{\"type\":\"ping\",\"id\":" + id + '}').getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] part(byte[] message, int from, int to) {
        return Arrays.copyOfRange(message, from, to);
    }

    @Test
    void messages_wholeInFragmentsAndInPieces_areAnsweredInOrder() {
        try (RawClient client = guest()) {
            client.frame(RawClient.TEXT, true, ping(1));
            client.frame(RawClient.TEXT, false, part(ping(2), 0, 5)).frame(RawClient.PING, true, EMPTY)
                    .frame(RawClient.CONTINUATION, true, part(ping(2), 5, ping(2).length));
            client.write(RawClient.head(RawClient.TEXT, true, ping(3).length));
            for (byte each : ping(3)) {
                client.write(each);
            }
            client.frame(RawClient.PONG, true, EMPTY).frame(RawClient.TEXT, true, ping(4));

            List<String> answers = new ArrayList<>();
            List<Integer> opcodes = new ArrayList<>();
            while (answers.size() < 4) {
                RawClient.Frame frame = client.next();
                opcodes.add(frame.opcode());
                if (frame.opcode() == RawClient.TEXT) {
                    answers.add(frame.text());
                }
            }
            assertThat(answers).extracting(text -> text.replaceAll("\\D", "")).containsExactly("1", "2", "3", "4");
            assertThat(opcodes).contains(RawClient.PONG);
        }
    }

    @Test
    void messagesOfAnySize_areDeliveredInOneFrameEach_inOrder() {
        List<String> contents = Stream.of(0, 1, 60, 125, 126, 127, 5000, 40_000, 1, 2, 3)
                .map(size -> "é".repeat(size / 2) + "x".repeat(size % 2)).toList();
        try (RawClient reader = guest(); RawClient writer = guest()) {
            reader.text("{\"type\":\"subscribe\",\"channel\":\"open:frames\"}").next("\"subscribed\"");
            for (String content : contents) {
                writer.text("{\"type\":\"publish\",\"channel\":\"open:frames\",\"content\":\"" + content + "\"}");
            }
            for (String content : contents) {
                assertThat(reader.next("\"message\"")).contains("\"content\":\"" + content + "\"");
            }
        }
    }

    @Test
    void commandsThatWait_andCommandsThatDoNot_areAnsweredInTheirOrder() {
        List<String> commands = List.of("\"subscribe\",\"channel\":\"open:order\"",
                "\"publish\",\"channel\":\"open:other\",\"content\":1", "\"ping\"");
        try (RawClient client = guest()) {
            for (int id = 0; id < 300; id++) {
                client.text("{\"type\":" + commands.get(id % commands.size()) + ",\"id\":" + id + '}');
            }
            for (int id = 0; id < 300; id++) {
                assertThat(client.next("\"id\":")).contains("\"id\":" + id);
            }
        }
    }

    @Test
    void textThatIsNotUtf8_closesWith1007_andNothingFollows() {
        try (RawClient client = guest()) {
            client.frame(RawClient.TEXT, true, new byte[] {'"', (byte) 0xC3, '"'});

            assertThat(client.ended().code()).isEqualTo(1007);
        }
    }

    @Test
    void close_ofTheClient_isAnswered_andWhatFollowsIsNot() {
        try (RawClient client = guest()) {
            client.frame(RawClient.CLOSE, true, new byte[] {3, (byte) 0xE8}).frame(RawClient.TEXT, true, ping(1));

            assertThat(client.ended().code()).isEqualTo(1000);
        }
    }

    @Test
    void sessions_useWhatTheServerOffers_onlyWhereItIsSetSo() throws Exception {
        String type = ServerProcess.isPayara() ? "org.carillon.endpoint.tyrus.GrizzlyWire"
                : "org.carillon.endpoint.undertow.FrameConduit";
        String other = ServerProcess.isPayara() ? "org.carillon.endpoint.undertow." : "org.carillon.endpoint.tyrus.";
        long before = instances(type).getSum();
        List<RawClient> clients = Stream.generate(this::guest).limit(9).toList();
        LongSummaryStatistics after = instances(type);

        if (accelerated()) {
            assertThat(after.getMax()).isGreaterThanOrEqualTo(9);
        } else {
            assertThat(after.getSum()).as("only those of earlier deployments").isLessThanOrEqualTo(before);
        }
        assertThat(instances(other + "\\w+(Transport|Wire|Conduit)").getSum()).isZero();
        clients.forEach(RawClient::close);
    }

    /** How many live objects of a class the server has, for each deployment that it remembers. */
    private static LongSummaryStatistics instances(String type) throws Exception {
        Pattern line = Pattern.compile("\\s(\\d+)\\s+\\d+\\s+" + type + "\\s");
        return line.matcher(ServerProcess.find().jcmd("GC.class_histogram")).results()
                .mapToLong(found -> Long.parseLong(found.group(1))).summaryStatistics();
    }
}
