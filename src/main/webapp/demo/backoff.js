/** How long to wait before coming back. */

const STEP = 1_000;
const LIMIT = 30_000;

/** The milliseconds to wait before attempt `n`: full jitter, so that clients do not all return at once. */
export function backOff(n, random = Math.random) {
  return random() * Math.min(LIMIT, STEP * 2 ** n);
}
