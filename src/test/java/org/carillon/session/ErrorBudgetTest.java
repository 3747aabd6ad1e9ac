package org.carillon.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorBudgetTest {
    private static final long NOW = 1_900_000_000_000L;

    private final ErrorBudget budget = new ErrorBudget(3);

    private void spendAll(long now) {
        for (int i = 0; i < 3; i++) {
            assertThat(budget.spend(now)).isTrue();
        }
    }

    @Test
    void spend_upToTheLimit_within() {
        spendAll(NOW);
    }

    @Test
    void spend_oneMoreInTheMinute_over() {
        spendAll(NOW);

        assertThat(budget.spend(NOW + 59_999)).isFalse();
        assertThat(budget.spend(NOW + 59_999)).isFalse();
    }

    @Test
    void spend_aMinuteLater_withinAgain() {
        spendAll(NOW);
        assertThat(budget.spend(NOW)).isFalse();

        spendAll(NOW + 60_000);
        assertThat(budget.spend(NOW + 60_000)).isFalse();
    }

    @Test
    void spend_now_nextMinuteBeginsWithTheNextRefusal() {
        budget.spend(NOW);
        spendAll(NOW + 100_000);

        assertThat(budget.spend(NOW + 100_000 + 59_999)).isFalse();
    }
}
