package org.carillon.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private final List<String> sent = new ArrayList<>();

    private void write(ManualResponse response, String piece) {
        response.answer().write(piece.getBytes(StandardCharsets.UTF_8),
                failure -> sent.add(piece + (failure ? " failed" : "")));
    }

    @Test
    void write_whileTheContainerTakesAll_leavesAtOnce() {
        ManualResponse response = ManualResponse.open();
        write(response, "a");
        write(response, "b");
        assertThat(response.written()).isEqualTo("ab");
        assertThat(sent).containsExactly("a", "b");
    }

    @Test
    void write_beforeTheContainerHasCalled_waits() {
        ManualResponse response = ManualResponse.shut();
        write(response, "a");
        assertThat(response.written()).isEmpty();
        response.takes(Integer.MAX_VALUE);
        assertThat(response.written()).isEqualTo("a");
    }

    @Test
    void piece_hasLeft_whenTheNextOneMay() {
        ManualResponse response = ManualResponse.shut().takes(1);
        write(response, "a");
        write(response, "b");
        assertThat(response.written()).isEqualTo("a");
        assertThat(sent).isEmpty();
        response.takes(1);
        assertThat(response.written()).isEqualTo("ab");
        assertThat(sent).containsExactly("a");
    }

    @Test
    void end_comesAfterWhatWasWritten() {
        ManualResponse response = ManualResponse.shut().takes(1);
        write(response, "a");
        response.answer().end();
        assertThat(response.completed()).isZero();
        response.takes(1);
        assertThat(response.completed()).isEqualTo(1);
        assertThat(sent).containsExactly("a");
        assertThat(response.lost()).isZero();
    }

    @Test
    void end_ofAnEmptyAnswer_completesIt() {
        ManualResponse response = ManualResponse.open();
        response.answer().end();
        assertThat(response.completed()).isEqualTo(1);
    }

    @Test
    void brokenConnection_failsWhatWaits_andIsToldOnce() {
        ManualResponse response = ManualResponse.shut().takes(1);
        write(response, "a");
        write(response, "b");
        response.breaks().takes(1);
        response.answer().onError(new IOException("again"));
        write(response, "c");
        assertThat(sent).containsExactly("a", "b failed", "c failed");
        assertThat(response.lost()).isEqualTo(1);
        assertThat(response.completed()).isEqualTo(1);
        assertThat(response.answer().over()).isTrue();
    }

    @Test
    void abort_endsNow_andIsNoLoss() {
        ManualResponse response = ManualResponse.shut().takes(1);
        write(response, "a");
        write(response, "b");
        response.answer().abort();
        assertThat(response.completed()).isEqualTo(1);
        assertThat(sent).containsExactly("a failed", "b failed");
        assertThat(response.lost()).isZero();
        assertThat(response.written()).isEqualTo("a");
    }

    @Test
    void callbackThatNobodyWaitsFor_changesNothing() {
        ManualResponse response = ManualResponse.open();
        response.answer().onWritePossible();
        write(response, "a");
        assertThat(response.written()).isEqualTo("a");
    }

    @Test
    void whatIsWrittenByWhomItTells_followsInOrder() {
        ManualResponse response = ManualResponse.open();
        response.answer().write("a".getBytes(StandardCharsets.UTF_8), failure -> write(response, "b"));
        assertThat(response.written()).isEqualTo("ab");
        assertThat(sent).containsExactly("b");
    }
}
