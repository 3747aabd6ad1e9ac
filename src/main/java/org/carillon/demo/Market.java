package org.carillon.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Prices that walk at random, each around the one it began with, so that none runs away. */
final class Market {
    private static final double STEP = 0.0015;
    private static final double PULL = 0.01;
    private static final List<Item> BEGIN = List.of(
            new Item("Bronze", 412.5), new Item("Copper", 286), new Item("Tin", 731.2), new Item("Zinc", 96.4),
            new Item("Nickel", 548.75), new Item("Silver", 1204));

    private final RandomGenerator random;
    private final double[] prices = BEGIN.stream().mapToDouble(Item::price).toArray();

    private record Item(String symbol, double price) {}

    /**
     * What a symbol costs now.
     *
     * @param symbol its name
     * @param price the price, in cents that have become whole
     * @param change how far that is from where it began, in hundredths of a percent
     */
    record Quote(String symbol, double price, double change) {}

    Market(RandomGenerator random) {
        this.random = random;
    }

    /** Moves all prices a step; what they are then. */
    List<Quote> move() {
        List<Quote> quotes = new ArrayList<>();
        for (int i = 0; i < prices.length; i++) {
            double begin = BEGIN.get(i).price;
            prices[i] += prices[i] * STEP * random.nextGaussian() + (begin - prices[i]) * PULL;
            prices[i] = Math.max(prices[i], begin / 10);
            quotes.add(new Quote(BEGIN.get(i).symbol, rounded(prices[i]), rounded(100 * (prices[i] / begin - 1))));
        }
        return quotes;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
