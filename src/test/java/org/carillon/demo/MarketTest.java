package org.carillon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarketTest {
    private final Market market = new Market(new Random(7));

    @Test
    void move_quotesEachSymbolOnce() {
        assertThat(market.move()).extracting(Market.Quote::symbol)
                .containsExactly("Bronze", "Copper", "Tin", "Zinc", "Nickel", "Silver");
    }

    @Test
    void move_changesPricesALittle_byWholeCents() {
        List<Market.Quote> before = market.move();
        List<Market.Quote> after = market.move();

        assertThat(after).isNotEqualTo(before);
        assertThat(after).allSatisfy(quote -> assertThat(quote.price() * 100 - Math.rint(quote.price() * 100))
                .isBetween(-1e-6, 1e-6));
    }

    @Test
    void move_forHours_runsNowhere() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(market.move()).allSatisfy(quote -> {
                assertThat(quote.price()).isPositive();
                assertThat(quote.change()).isBetween(-50.0, 100.0);
            });
        }
    }
}
