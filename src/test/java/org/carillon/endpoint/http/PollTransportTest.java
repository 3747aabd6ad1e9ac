package org.carillon.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.carillon.endpoint.http.PollTransport.Verdict;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.junit.jupiter.api.Test;

class PollTransportTest {
    private static final long WAIT = 20_000;
    private static final long LAST_WORDS = 60_000;

    private long now = 1_000_000;
    private final List<String> ended = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final PollTransport polls =
            new PollTransport((code, reason) -> ended.add(code + " " + reason), () -> now, WAIT);

    private ManualResponse begin() {
        ManualResponse first = ManualResponse.open();
        polls.begin(first.answer(), EventText.open("secret"));
        return first;
    }

    private ManualResponse poll(long received) {
        ManualResponse response = ManualResponse.open();
        assertThat(polls.judge(received)).isEqualTo(Verdict.WELCOME);
        polls.poll(response.answer(), received);
        return response;
    }

    private void send(String text) {
        polls.send(Frame.of(text), failure -> sent.add(text));
    }

    @Test
    void firstAnswer_namesTheAddress_andComesAtOnce() {
        assertThat(begin().written()).isEqualTo("event: open\ndata: {\"address\":\"secret\"}\n\nid: 1\n\n");
    }

    @Test
    void firstAnswer_hasWhatWasSentMeanwhile() {
        send("welcome");
        assertThat(begin().written()).endsWith("\n\ndata: welcome\n\nid: 1\n\n");
        assertThat(sent).containsExactly("welcome");
    }

    @Test
    void poll_waitsForAFrame_thenItIsSent() {
        begin();
        ManualResponse poll = poll(1);
        assertThat(poll.completed()).isZero();
        send("a");
        assertThat(poll.written()).isEqualTo("data: a\n\nid: 2\n\n");
        assertThat(poll.completed()).isEqualTo(1);
        assertThat(sent).containsExactly("a");
    }

    @Test
    void frameWithoutAPoll_waits() {
        begin();
        send("a");
        assertThat(sent).isEmpty();
        assertThat(poll(1).written()).isEqualTo("data: a\n\nid: 2\n\n");
        assertThat(sent).containsExactly("a");
    }

    @Test
    void answerThatDidNotArrive_isTheSameAgain_andItsFrameSentOnce() {
        begin();
        send("a");
        String lost = poll(1).written();
        send("b");
        assertThat(poll(1).written()).isEqualTo(lost);
        assertThat(poll(1).written()).isEqualTo(lost);
        assertThat(sent).containsExactly("a");
        assertThat(poll(2).written()).isEqualTo("data: b\n\nid: 3\n\n");
        assertThat(sent).containsExactly("a", "b");
    }

    @Test
    void answerThatCouldNotBeWritten_isSentWhenItHasArrivedAllTheSame() {
        begin();
        send("a");
        ManualResponse broken = ManualResponse.open().breaks();
        polls.poll(broken.answer(), 1);
        assertThat(sent).isEmpty();
        poll(2);
        assertThat(sent).containsExactly("a");
    }

    @Test
    void anyOtherNumber_isWrong() {
        begin();
        assertThat(polls.judge(2)).isEqualTo(Verdict.WRONG);
        poll(1);
        assertThat(polls.judge(0)).as("its answer has arrived").isEqualTo(Verdict.WRONG);
        send("a");
        poll(2);
        assertThat(polls.judge(1)).isEqualTo(Verdict.WRONG);
        assertThat(polls.judge(4)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void newerPoll_endsTheOlderOne_withoutANumber() {
        begin();
        ManualResponse older = poll(1);
        ManualResponse newer = poll(1);
        assertThat(older.written()).isEmpty();
        assertThat(older.completed()).isEqualTo(1);
        send("a");
        assertThat(newer.written()).isEqualTo("data: a\n\nid: 2\n\n");
    }

    @Test
    void pollThatHasWaitedLongEnough_getsItsNumberAlone() {
        begin();
        ManualResponse poll = poll(1);
        now += WAIT - 1;
        assertThat(polls.sweep(now)).isTrue();
        assertThat(poll.completed()).isZero();
        now++;
        polls.sweep(now);
        assertThat(poll.written()).isEqualTo("id: 2\n\n");
        assertThat(poll(2).completed()).isZero();
    }

    @Test
    void close_isToldToThePollThatWaits_andIsTheLast() {
        begin();
        ManualResponse poll = poll(1);
        polls.close(Disconnect.KICKED);
        assertThat(poll.written()).startsWith("event: close\ndata: {\"code\":1008,").endsWith("id: 2\n\n");
        assertThat(ended).containsExactly("1008 " + Disconnect.KICKED.reason());
        assertThat(poll(1).written()).isEqualTo(poll.written());
        assertThat(polls.judge(2)).isEqualTo(Verdict.GONE);
    }

    @Test
    void close_withoutAPoll_isKeptForAWhile() {
        begin();
        polls.close(Disconnect.STALE);
        polls.close(Disconnect.SHUTDOWN);
        assertThat(ended).as("at once, and once").hasSize(1);
        assertThat(polls.sweep(now)).isTrue();
        assertThat(poll(1).written()).contains("stale");
        assertThat(polls.sweep(now + LAST_WORDS)).isFalse();
    }

    @Test
    void cut_endsAPollWithoutAWord() {
        begin();
        ManualResponse poll = poll(1);
        polls.cut();
        assertThat(poll.written()).isEmpty();
        assertThat(poll.completed()).isEqualTo(1);
        assertThat(polls.judge(1)).isEqualTo(Verdict.GONE);
        assertThat(ended).isEmpty();
    }
}
