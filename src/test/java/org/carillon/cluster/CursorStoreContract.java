package org.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.carillon.Position;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link CursorStore} must do. */
public abstract class CursorStoreContract {
    private static final int DEVICES = 3;

    private CursorStore store;

    /** A new store without cursors, for at least two users with so many devices each. */
    protected abstract CursorStore create(int devices);

    @BeforeEach
    void begin() {
        store = create(DEVICES);
    }

    private static Position at(long offset) {
        return new Position("e", offset);
    }

    private Optional<Position> find(String user, String device) {
        return store.find(user, device).toCompletableFuture().join();
    }

    private OptionalLong advance(String user, String device, Position position) {
        return store.advance(user, device, position).toCompletableFuture().join();
    }

    @Test
    void find_unknown_isEmpty() {
        assertThat(find("anna", "phone")).isEmpty();
    }

    @Test
    void advance_firstDevice_tellsThatNoneWasThere() {
        assertThat(advance("anna", "phone", at(3))).hasValue(0);
        assertThat(find("anna", "phone")).contains(at(3));
    }

    @Test
    void advance_further_tellsWhereTheFurthestWas() {
        advance("anna", "phone", at(3));

        assertThat(advance("anna", "phone", at(5))).hasValue(3);
        assertThat(find("anna", "phone")).contains(at(5));
    }

    @Test
    void advance_behindAnotherDevice_movesItsOwnAloneAndTellsNothing() {
        advance("anna", "phone", at(5));

        assertThat(advance("anna", "desk", at(4))).isEmpty();
        assertThat(find("anna", "desk")).contains(at(4));
        assertThat(find("anna", "phone")).contains(at(5));
    }

    @Test
    void advance_same_tellsNothing() {
        advance("anna", "phone", at(5));

        assertThat(advance("anna", "phone", at(5))).isEmpty();
    }

    @Test
    void advance_back_isIgnored() {
        advance("anna", "phone", at(5));

        assertThat(advance("anna", "phone", at(2))).isEmpty();
        assertThat(find("anna", "phone")).contains(at(5));
    }

    @Test
    void advance_otherEpoch_replaces() {
        advance("anna", "phone", at(5));
        Position other = new Position("f", 2);

        assertThat(advance("anna", "phone", other)).hasValue(0);
        assertThat(find("anna", "phone")).contains(other);
    }

    @Test
    void advance_oneDeviceTooMany_forgetsTheOneNotHeardOfForLongest() {
        advance("anna", "0", at(1));
        IntStream.range(1, DEVICES).forEach(i -> advance("anna", "" + i, at(1)));
        advance("anna", "0", at(1));
        advance("anna", "new", at(1));

        assertThat(find("anna", "1")).isEmpty();
        assertThat(find("anna", "0")).contains(at(1));
        assertThat(find("anna", "new")).contains(at(1));
    }

    @Test
    void advance_otherUser_isAnother() {
        advance("anna", "phone", at(5));

        assertThat(find("bert", "phone")).isEmpty();
        assertThat(advance("bert", "phone", at(1))).hasValue(0);
        assertThat(find("anna", "phone")).contains(at(5));
    }

    @Test
    void advance_namesOfAllKinds_areToldApart() {
        advance("anna", "", at(1));
        advance("ann", "a", at(2));
        advance("anna\n", "\u00e4\ud83d\ude00", at(3));

        assertThat(find("anna", "")).contains(at(1));
        assertThat(find("ann", "a")).contains(at(2));
        assertThat(find("anna\n", "\u00e4\ud83d\ude00")).contains(at(3));
    }
}
