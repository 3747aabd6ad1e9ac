package org.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void find_unknown_isEmpty() {
        assertThat(store.find("anna", "phone")).isEmpty();
    }

    @Test
    void advance_firstDevice_tellsThatNoneWasThere() {
        assertThat(store.advance("anna", "phone", at(3))).hasValue(0);
        assertThat(store.find("anna", "phone")).contains(at(3));
    }

    @Test
    void advance_further_tellsWhereTheFurthestWas() {
        store.advance("anna", "phone", at(3));

        assertThat(store.advance("anna", "phone", at(5))).hasValue(3);
        assertThat(store.find("anna", "phone")).contains(at(5));
    }

    @Test
    void advance_behindAnotherDevice_movesItsOwnAloneAndTellsNothing() {
        store.advance("anna", "phone", at(5));

        assertThat(store.advance("anna", "desk", at(4))).isEmpty();
        assertThat(store.find("anna", "desk")).contains(at(4));
        assertThat(store.find("anna", "phone")).contains(at(5));
    }

    @Test
    void advance_same_tellsNothing() {
        store.advance("anna", "phone", at(5));

        assertThat(store.advance("anna", "phone", at(5))).isEmpty();
    }

    @Test
    void advance_back_isIgnored() {
        store.advance("anna", "phone", at(5));

        assertThat(store.advance("anna", "phone", at(2))).isEmpty();
        assertThat(store.find("anna", "phone")).contains(at(5));
    }

    @Test
    void advance_otherEpoch_replaces() {
        store.advance("anna", "phone", at(5));
        Position other = new Position("f", 2);

        assertThat(store.advance("anna", "phone", other)).hasValue(0);
        assertThat(store.find("anna", "phone")).contains(other);
    }

    @Test
    void advance_oneDeviceTooMany_forgetsTheOneNotHeardOfForLongest() {
        store.advance("anna", "0", at(1));
        IntStream.range(1, DEVICES).forEach(i -> store.advance("anna", "" + i, at(1)));
        store.advance("anna", "0", at(1));
        store.advance("anna", "new", at(1));

        assertThat(store.find("anna", "1")).isEmpty();
        assertThat(store.find("anna", "0")).contains(at(1));
        assertThat(store.find("anna", "new")).contains(at(1));
    }

    @Test
    void advance_otherUser_isAnother() {
        store.advance("anna", "phone", at(5));

        assertThat(store.find("bert", "phone")).isEmpty();
        assertThat(store.advance("bert", "phone", at(1))).hasValue(0);
        assertThat(store.find("anna", "phone")).contains(at(5));
    }

    @Test
    void advance_namesOfAllKinds_areToldApart() {
        store.advance("anna", "", at(1));
        store.advance("ann", "a", at(2));
        store.advance("anna\n", "\u00e4\ud83d\ude00", at(3));

        assertThat(store.find("anna", "")).contains(at(1));
        assertThat(store.find("ann", "a")).contains(at(2));
        assertThat(store.find("anna\n", "\u00e4\ud83d\ude00")).contains(at(3));
    }
}
