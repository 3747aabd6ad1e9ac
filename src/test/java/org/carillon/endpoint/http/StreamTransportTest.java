package org.carillon.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.junit.jupiter.api.Test;

class StreamTransportTest {
    private static final long LONG = 60_000;

    private final List<String> ended = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final StreamTransport stream =
            new StreamTransport((code, reason) -> ended.add(code + " " + reason), () -> 1_000_000);

    private void send(String text) {
        stream.send(Frame.of(text), failure -> sent.add(text));
    }

    private static byte[] opening() {
        return EventText.open("secret");
    }

    private static String open() {
        return "event: open\ndata: {\"address\":\"secret\"}\n\n";
    }

    @Test
    void frame_beforeTheAnswerBegins_followsItsOpening() {
        send("welcome");
        ManualResponse response = ManualResponse.open();
        stream.begin(response.answer(), opening());
        send("a\nb");
        assertThat(response.written()).isEqualTo(open() + "data: welcome\n\ndata: a\ndata: b\n\n");
        assertThat(sent).containsExactly("welcome", "a\nb");
    }

    @Test
    void close_isTheLastEvent_andEndsTheSessionAtOnce() {
        ManualResponse response = ManualResponse.open();
        stream.begin(response.answer(), opening());
        stream.close(Disconnect.SHUTDOWN);
        stream.close(Disconnect.STALE);
        assertThat(response.written()).startsWith(open() + "event: close\ndata: {\"code\":1001,").contains("shutdown");
        assertThat(response.completed()).isEqualTo(1);
        assertThat(ended).containsExactly("1001 " + Disconnect.SHUTDOWN.reason());
        assertThat(stream.sweep(1_000_000)).isFalse();
    }

    @Test
    void close_beforeTheAnswerBegins_isToldAfterItsOpening() {
        stream.close(Disconnect.LIMIT);
        ManualResponse response = ManualResponse.open();
        stream.begin(response.answer(), opening());
        assertThat(response.written()).startsWith(open() + "event: close\n");
        assertThat(response.completed()).isEqualTo(1);
    }

    @Test
    void close_thatTheClientDoesNotRead_isGivenUp() {
        ManualResponse response = ManualResponse.shut().takes(1);
        stream.begin(response.answer(), opening());
        stream.close(Disconnect.SLOW);
        assertThat(stream.sweep(1_000_000)).isTrue();
        assertThat(response.completed()).isZero();
        assertThat(stream.sweep(1_000_000 + LONG)).isFalse();
        assertThat(response.completed()).isEqualTo(1);
    }

    @Test
    void cut_endsTheAnswerWithoutAWord() {
        ManualResponse response = ManualResponse.open();
        stream.begin(response.answer(), opening());
        stream.cut();
        stream.close(Disconnect.STALE);
        assertThat(response.written()).isEqualTo(open());
        assertThat(response.completed()).isEqualTo(1);
        assertThat(ended).isEmpty();
    }
}
