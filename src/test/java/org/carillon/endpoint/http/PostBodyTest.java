package org.carillon.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncEvent;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PostBodyTest {
    private final ManualRequest request = new ManualRequest(10, body -> true);

    @Test
    void body_inPieces_isTakenOnceAsAWhole_byAnotherThread() throws Exception {
        request.comes("ab").comes("").comes("cd").ends();
        assertThat(request.taken.toString()).isEmpty();
        request.run();

        assertThat(request.taken).hasToString("abcd");
        assertThat(request.completed).isEqualTo(1);
        assertThat(request.handed).isEmpty();
    }

    @Test
    void body_longerThanItMayBe_isTakenWithoutTheRest() throws Exception {
        request.comes("0123456789abc").comes("def").ends();
        request.run();

        assertThat(request.taken).hasToString("0123456789");
        assertThat(request.handed).isEmpty();
    }

    @Test
    void body_thatTakesTooLong_isAnswered408_andNotTaken() throws Exception {
        request.comes("ab");
        request.body().onTimeout(new AsyncEvent(request));
        request.comes("cd").ends();

        assertThat(request.status).isEqualTo(408);
        assertThat(request.abandoned).as("not waited for").isEqualTo(1);
        assertThat(request.completed).isEqualTo(1);
        assertThat(request.handed).isEmpty();
    }

    @Test
    void body_thatBreaksOff_isNotTaken() throws Exception {
        request.comes("ab");
        request.body().onError(new IOException("connection reset"));

        assertThat(request.completed).isEqualTo(1);
        assertThat(request.handed).isEmpty();
    }

    @Test
    void answerThatIsGivenLater_isNotCompletedHere() throws Exception {
        ManualRequest later = new ManualRequest(10, body -> false);
        later.comes("ab").ends();
        later.run();

        assertThat(later.completed).isZero();
    }

    @Test
    void takerThatFails_isAnswered500() throws Exception {
        ManualRequest failing = new ManualRequest(10, body -> {
            throw new IllegalStateException("a defect");
        });
        failing.ends();
        failing.run();

        assertThat(failing.status).isEqualTo(500);
        assertThat(failing.completed).isEqualTo(1);
    }
}
