/** What symbols cost over the last minutes. It imports nothing. */

/** How long is kept, in milliseconds, and how many prices of a symbol at most. */
export const SPAN = 120_000;
const LIMIT = 400;

export class Series {
  #symbols = new Map();

  /** The symbols, in the order in which they came. */
  get symbols() {
    return [...this.#symbols.keys()];
  }

  /** What is known of a symbol: { price, change, points: [{ time, price }], the earliest first }. */
  of(symbol) {
    return this.#symbols.get(symbol);
  }

  /** The time of the earliest price. */
  get earliest() {
    return Math.min(...[...this.#symbols.values()].map(({ points }) => points[0].time));
  }

  /** Takes a quote of a time; one that was known already changes nothing. */
  add({ symbol, price, change }, time) {
    if (typeof symbol !== 'string' || !Number.isFinite(price)) {
      return;
    }
    const known = this.#symbols.get(symbol) ?? { points: [] };
    this.#symbols.set(symbol, known);
    const { points } = known;
    let at = points.length;
    while (at > 0 && points[at - 1].time > time) {
      at--;
    }
    if (points[at - 1]?.time !== time) {
      points.splice(at, 0, { time, price });
    }
    if (at === points.length - 1) {
      Object.assign(known, { price, change });
    }
    while (points.length > LIMIT || points[0].time < points.at(-1).time - SPAN) {
      points.shift();
    }
  }

  clear() {
    this.#symbols.clear();
  }
}
