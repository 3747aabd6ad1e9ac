/** Notices that a connection is dead: by its silence, and by timers that prove something only if they are in time. */

/** A timer that is so late was held up: the page slept, or is in the background. */
const LATE = 2000;
/** How often it is asked again after a timer that was late. */
const PATIENCE = 3;
/** How long a sign of life may take when there is reason to doubt. */
const DOUBT = 5000;

export class Pulse {
  #wire;
  #beat;
  #dead;
  #timer;
  #probing = false;

  /** Any frame is a sign of life; the server pings when it has nothing else to say for an `interval`. */
  constructor(wire, beat, dead) {
    this.#wire = wire;
    this.#beat = beat;
    this.#dead = dead;
    this.#watch();
  }

  /** Makes sure that it is alive. */
  doubt() {
    if (!this.#probing) {
      this.#probe(DOUBT, 0);
    }
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #watch() {
    const due = this.#due();
    this.#probing = false;
    this.#after(due - Date.now(), () => (this.#due() > due ? this.#watch() : this.#silent(due, 0)));
  }

  #due() {
    return this.#wire.heard + this.#beat.interval + this.#beat.timeout;
  }

  #probe(timeout, times) {
    const asked = Date.now();
    this.#probing = true;
    this.#wire.ping();
    this.#after(timeout, () => (this.#wire.heard >= asked ? this.#watch() : this.#silent(asked + timeout, times)));
  }

  /** Nothing came until it was due. Was the timer held up, then what came may be so too: asks again. */
  #silent(due, times) {
    if (Date.now() - due > LATE && times < PATIENCE) {
      this.#probe(this.#beat.timeout, times + 1);
    } else {
      this.#dead();
    }
  }

  #after(delay, act) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, delay);
  }
}
