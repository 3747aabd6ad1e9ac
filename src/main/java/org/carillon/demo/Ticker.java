package org.carillon.demo;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.carillon.Carillon;

/** Tells the channel {@code ticker} what the market does: a publication for each symbol, which is its slot. */
final class Ticker {
    static final String CHANNEL = "ticker";
    /** Where everybody is who has the page open. */
    static final String LOBBY = "lobby";

    private final Market market;

    Ticker(Market market) {
        this.market = market;
    }

    /** One round, if anybody is there. */
    void tick(Carillon carillon) {
        if (!carillon.members(LOBBY).isEmpty()) {
            for (Market.Quote quote : market.move()) {
                carillon.publish(CHANNEL, quote.symbol(), json(quote));
            }
        }
    }

    private static JsonObject json(Market.Quote quote) {
        return Json.createObjectBuilder().add("symbol", quote.symbol()).add("price", quote.price())
                .add("change", quote.change()).build();
    }
}
