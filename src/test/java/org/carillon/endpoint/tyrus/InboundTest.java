package org.carillon.endpoint.tyrus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.carillon.endpoint.tyrus.ClientFrames.BINARY;
import static org.carillon.endpoint.tyrus.ClientFrames.CLOSE;
import static org.carillon.endpoint.tyrus.ClientFrames.CONTINUATION;
import static org.carillon.endpoint.tyrus.ClientFrames.PING;
import static org.carillon.endpoint.tyrus.ClientFrames.PONG;
import static org.carillon.endpoint.tyrus.ClientFrames.TEXT;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.carillon.endpoint.transport.Incoming;
import org.carillon.protocol.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client's bytes become: messages handed over, or bytes for Tyrus, in the order in which they came. */
class InboundTest {
    /** Everything that was handed on, in order; what Tyrus got right after each other is one entry. */
    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream forTyrus = new ByteArrayOutputStream();
    private final TyrusSocket socket = new TyrusSocket(Wire.of(new ManualWriter()));
    private final Inbound inbound = new Inbound(this::tyrus, socket);
    private final List<Throwable> failures = new ArrayList<>();
    private int carriedOut;
    private byte[] left = {};

    InboundTest() {
        socket.listen(new Recorder());
    }

    /** Keeps what is handed over; binary messages fail. */
    private final class Recorder implements Incoming {
        @Override
        public List<Command> text(String part, boolean last) {
            event((last ? "text " : "part ") + part);
            return List.of(new Command.Ping(Command.NO_ID, false));
        }

        @Override
        public List<Command> binary(ByteBuffer part, boolean last) {
            event((last ? "binary " : "part ") + HexFormat.of().formatHex(part.array()));
            throw new IllegalStateException("a defect");
        }

        @Override
        public boolean prompt(List<Command> commands) {
            return false;
        }

        @Override
        public void carryOut(List<Command> commands) {
            carriedOut += commands.size();
        }

        @Override
        public boolean pinged() {
            return true;
        }

        @Override
        public void ponged() {
            event("pong");
        }

        @Override
        public void tooLarge() {}

        @Override
        public void failed(Throwable failure) {
            failures.add(failure);
        }
    }

    private void tyrus(ByteBuffer data) {
        while (data.hasRemaining()) {
            forTyrus.write(data.get());
        }
    }

    private void event(String event) {
        endTyrus();
        events.add(event);
    }

    private void endTyrus() {
        if (forTyrus.size() > 0) {
            events.add(tyrus(forTyrus.toByteArray()));
            forTyrus.reset();
        }
    }

    private static String tyrus(byte[] bytes) {
        return "tyrus " + HexFormat.of().formatHex(bytes);
    }

    /** What comes, after what was left of what came before, as the connection's handler does it. */
    private void receive(byte[] bytes) {
        byte[] all = new byte[left.length + bytes.length];
        System.arraycopy(left, 0, all, 0, left.length);
        System.arraycopy(bytes, 0, all, left.length, bytes.length);
        ByteBuffer data = ByteBuffer.wrap(all);
        inbound.handle(data);
        left = new byte[data.remaining()];
        data.get(left);
    }

    private List<String> events() {
        endTyrus();
        return events;
    }

    private static ClientFrames frames() {
        return new ClientFrames();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void handle_wholeMessagesAndPongs_areHandedOver() {
        receive(frames().text("grüezi 😀").frame(BINARY, true, (byte) 1, (byte) -2).frame(PONG, true, utf8("42"))
                .text("").text("x".repeat(126)).text("y".repeat(70_000)).bytes());

        assertThat(events()).containsExactly("text grüezi 😀", "binary 01fe", "pong", "text ",
                "text " + "x".repeat(126), "text " + "y".repeat(70_000));
        assertThat(carriedOut).isEqualTo(4);
        assertThat(failures).singleElement().asString().contains("a defect");
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, 3, 11})
    void handle_otherOpcodes_areTyrus_andMessagesGoOn(int opcode) {
        byte[] frame = frames().frame(opcode, true, utf8("p")).bytes();

        receive(frames().text("a").bytes());
        receive(frame);
        receive(frames().text("b").bytes());

        assertThat(events()).containsExactly("text a", tyrus(frame), "text b");
    }

    @Test
    void handle_messageInFragments_isTyrus_withWhatComesBetween() {
        byte[] fragments = frames().frame(TEXT, false, utf8("a")).frame(PING, true)
                .frame(CONTINUATION, false, utf8("b")).bytes();
        byte[] end = frames().frame(CONTINUATION, true, utf8("c")).bytes();

        receive(fragments);
        receive(frames().frame(PONG, true).bytes());
        receive(end);
        receive(frames().text("d").bytes());

        assertThat(events()).containsExactly(tyrus(fragments), "pong", tyrus(end), "text d");
    }

    @Test
    void handle_messageWithinFragments_isTyrusToRefuse() {
        byte[] broken = frames().frame(TEXT, false, utf8("a")).text("b").bytes();

        receive(broken);

        assertThat(events()).containsExactly(tyrus(broken));
    }

    @Test
    void handle_afterTheClientsClose_everythingIsTyrus() {
        byte[] end = frames().frame(CLOSE, true, (byte) 3, (byte) -24).text("late").bytes();

        receive(frames().text("a").bytes());
        receive(end);

        assertThat(events()).containsExactly("text a", tyrus(end));
    }

    @Test
    void handle_textThatIsNotUtf8_isTyrusToRefuse() {
        byte[] broken = frames().frame(TEXT, true, (byte) 0xC3, (byte) 0x28).bytes();

        receive(broken);

        assertThat(events()).containsExactly(tyrus(broken));
    }

    @Test
    void handle_replacementCharacterThatWasSent_isHandedOver() {
        receive(frames().text("a\uFFFDb").bytes());

        assertThat(events()).containsExactly("text a\uFFFDb");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC1, 0xA1, 0x91})
    void handle_reservedBit_thatAndAllAfterItIsTyrus(int first) {
        byte[] broken = frames().frame(first, utf8("a")).text("b").bytes();

        receive(broken);

        assertThat(events()).containsExactly(tyrus(broken));
    }

    @Test
    void handle_frameWithoutMask_thatAndAllAfterItIsTyrus() {
        byte[] broken = frames().raw(0x81, 1, 'a').text("b").bytes();

        receive(broken);

        assertThat(events()).containsExactly(tyrus(broken));
    }

    @Test
    void handle_lengthThatNoFrameMayHave_thatAndAllAfterItIsTyrus() {
        byte[] broken = frames().raw(0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 'a').bytes();

        receive(broken);

        assertThat(events()).containsExactly(tyrus(broken));
    }

    @Test
    void handle_beginningOfASmallFrame_waits_beginningOfALargeOneIsTyrus() {
        byte[] small = frames().text("s".repeat(1000)).bytes();
        byte[] large = frames().text("l".repeat(100_000)).bytes();

        receive(Arrays.copyOf(small, 900));
        assertThat(left).hasSize(900);
        receive(Arrays.copyOfRange(small, 900, small.length));
        receive(Arrays.copyOf(large, 900));
        assertThat(left).isEmpty();
        receive(Arrays.copyOfRange(large, 900, large.length));

        assertThat(events()).containsExactly("text " + "s".repeat(1000), tyrus(large));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x89, 0x8A, 0x88})
    void handle_headerOfAControlFrameThatIsTooLong_isTyrusToRefuseBeforeTheRestComes(int first) {
        byte[] header = frames().raw(first, 0xFE, 0, 126, 1, 2, 3, 4).bytes();

        receive(header);

        assertThat(events()).containsExactly(tyrus(header));
    }

    @Test
    void handle_whenNobodyListens_everythingIsTyrus_alsoLater() {
        byte[] bytes = frames().text("a").bytes();
        TyrusSocket unknown = new TyrusSocket(Wire.of(new ManualWriter()));
        Inbound other = new Inbound(this::tyrus, unknown);

        other.handle(ByteBuffer.wrap(bytes));

        assertThat(events()).containsExactly(tyrus(bytes));
    }

    /** Small frames, however their bytes come, become what they become when all come at once. */
    @Property(tries = 500)
    void handle_bytesInAnyPieces_areTheSameMessages(@ForAll long seed) {
        Random random = new Random(seed);
        ClientFrames sent = frames();
        for (int i = random.nextInt(12); i >= 0; i--) {
            add(sent, random);
        }
        byte[] bytes = sent.bytes();
        InboundTest whole = new InboundTest();
        InboundTest pieces = new InboundTest();
        whole.receive(bytes);
        for (int from = 0; from < bytes.length;) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(40));
            pieces.receive(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }

        assertThat(pieces.events()).isEqualTo(whole.events());
        assertThat(pieces.left).isEmpty();
    }

    private static void add(ClientFrames sent, Random random) {
        byte[] payload = new byte[random.nextInt(200)];
        random.nextBytes(payload);
        switch (random.nextInt(5)) {
            case 0 -> sent.frame(TEXT, false, payload).frame(PING, true).frame(CONTINUATION, true, payload);
            case 1 -> sent.frame(PONG, true, (byte) 1);
            case 2 -> sent.frame(BINARY, true, payload);
            case 3 -> sent.frame(TEXT, true, payload);
            default -> sent.text("é".repeat(payload.length));
        }
    }
}
