package org.carillon.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.carillon.endpoint.http.PostBody.Outcome;
import org.junit.jupiter.api.Test;

class PostBodyTest {
    private static final long LENGTH = 7;
    private static final int LIMIT = 8;
    private static final long DUE = 1_000;

    /** What the container was asked to do with the request. */
    private final List<String> asked = new ArrayList<>();
    private final Input input = new Input();
    private final PostBody body = new PostBody((AsyncContext) Proxy.newProxyInstance(
            PostBodyTest.class.getClassLoader(), new Class<?>[] {AsyncContext.class}, (proxy, method, arguments) -> {
                asked.add(method.getName());
                return null;
            }), input, LENGTH, LIMIT, DUE);

    /** Bytes that have come. */
    private final class Input extends ServletInputStream {
        private byte[] there = {};
        private boolean broken;
        private Runnable meanwhile = () -> { };

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (broken) {
                throw new IOException("connection reset");
            }
            int some = Math.min(length, there.length);
            System.arraycopy(there, 0, bytes, from, some);
            there = new byte[0];
            meanwhile.run();
            return some;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            return there.length > 0;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private void comes(String text) {
        input.there = text.getBytes(StandardCharsets.UTF_8);
        body.onDataAvailable();
    }

    @Test
    void bodyThatComesInParts_isWholeAtItsEnd() {
        comes("abcd");
        comes("efgh");
        assertThat(asked).isEmpty();
        body.onAllDataRead();
        assertThat(asked).containsExactly("dispatch");
        assertThat(body.outcome()).isEqualTo(Outcome.WHOLE);
        assertThat(new String(body.bytes(), StandardCharsets.UTF_8)).isEqualTo("abcdefgh");
    }

    @Test
    void bodyOfItsLength_isWhole_alsoIfTheContainerDoesNotSaySo() {
        comes("abcd");
        assertThat(asked).isEmpty();
        comes("efg");
        assertThat(asked).containsExactly("dispatch");
        assertThat(body.outcome()).isEqualTo(Outcome.WHOLE);
    }

    @Test
    void bodyThatIsTooLarge_isNotReadOn() {
        comes("123456789");
        comes("more");
        body.onAllDataRead();
        assertThat(asked).containsExactly("dispatch");
        assertThat(body.outcome()).isEqualTo(Outcome.TOO_LARGE);
        assertThat(body.bytes()).hasSize(LIMIT + 1);
    }

    @Test
    void bodyThatDoesNotCome_isLate() {
        comes("a");
        body.endIfLate(DUE - 1);
        assertThat(asked).isEmpty();
        body.endIfLate(DUE);
        assertThat(asked).containsExactly("dispatch");
        assertThat(body.outcome()).isEqualTo(Outcome.LATE);
    }

    @Test
    void whatEndsWhileAThreadReads_endsWhenThatHasRead() {
        input.meanwhile = () -> {
            body.end(Outcome.GIVEN_UP);
            assertThat(asked).isEmpty();
        };
        comes("a");
        assertThat(asked).containsExactly("dispatch");
        assertThat(body.outcome()).isEqualTo(Outcome.GIVEN_UP);
    }

    @Test
    void lostConnection_isNotDispatched() {
        input.broken = true;
        comes("a");
        body.end(Outcome.GIVEN_UP);
        body.onError(new IOException("again"));
        assertThat(asked).containsExactly("complete");
    }
}
