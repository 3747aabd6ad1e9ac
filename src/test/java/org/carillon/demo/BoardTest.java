package org.carillon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.junit.jupiter.api.Test;

class BoardTest {
    private static final Identity ANN = Identity.guest("ann");

    private final FakeCarillon carillon = new FakeCarillon();

    private Board board(boolean on) {
        Board board = new Board();
        board.carillon = carillon;
        board.demo = new DemoSwitch(on);
        board.restore();
        return board;
    }

    private static JsonObject note(String id) {
        return Json.createObjectBuilder().add("id", id).add("text", "of " + id).build();
    }

    @Test
    void changes_arePublished_andAnswered() {
        Board board = board(true);
        JsonObject put = board.put(note("a"), ANN);
        JsonObject removed = board.remove("a", ANN);

        assertThat(carillon.contents()).containsExactly(put.toString(), removed.toString());
        assertThat(board.remove("a", ANN)).isEmpty();
        assertThat(board.remove(null, ANN)).isEmpty();
        assertThat(board.load().getJsonArray("notes")).isEmpty();
    }

    @Test
    void newServer_findsTheBoardInTheLog_pageByPage() {
        Board before = board(true);
        for (int i = 0; i < 3 * Board.WHOLE; i++) {
            before.put(note("n" + i % 50), Identity.guest("user " + i));
        }
        carillon.log.subList(0, carillon.log.size() - 500).clear();
        carillon.page = 37;

        assertThat(board(true).load()).isEqualTo(before.load());
    }

    @Test
    void logThatIsAway_isTriedAgain_butABoardWithoutAChannelIsEmpty() {
        carillon.refusal = Optional.of(ErrorCode.UNAVAILABLE);
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> board(true));
        carillon.refusal = Optional.of(ErrorCode.NO_SUCH_CHANNEL);
        assertThat(board(true).load().getJsonArray("notes")).isEmpty();
    }

    @Test
    void whoChangesTooMuch_isRefused() {
        Board board = board(true);
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> {
            for (int i = 0; i < 100; i++) {
                board.put(note("a"), ANN);
            }
        }).satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY));
    }

    @Test
    void demoIsOff_nobodyAnswers() {
        carillon.refusal = Optional.of(ErrorCode.INTERNAL);
        Board board = board(false);
        assertThatExceptionOfType(RefusedException.class).isThrownBy(board::load)
                .withMessageContaining("'board.load'")
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NO_SUCH_METHOD));
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> board.put(note("a"), ANN))
                .withMessageContaining("'board.put'");
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> board.remove("a", ANN))
                .withMessageContaining("'board.remove'");
    }
}
