/**
 * A clock that stands still until the test lets time pass. It is our own, and not `mock.timers`, because tests need
 * timers that come too late: those of a page in the background, and of one that slept.
 */

const real = { setTimeout, clearTimeout, now: Date.now, mono: performance.now };

export class Clock {
  now = 1_800_000_000_000;
  #timers = new Map();
  #ids = 0;

  install() {
    globalThis.setTimeout = (act, delay = 0) => {
      this.#timers.set(++this.#ids, { due: this.now + delay, act });
      return this.#ids;
    };
    globalThis.clearTimeout = (id) => this.#timers.delete(id);
    Date.now = () => this.now;
    performance.now = () => this.now;
  }

  restore() {
    Object.assign(globalThis, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    Date.now = real.now;
    performance.now = real.mono;
  }

  /** Lets time pass; timers come when they are due. */
  async pass(milliseconds) {
    const end = this.now + milliseconds;
    await settle();
    for (let next = this.#next(end), n = 0; next; next = this.#next(end)) {
      if (++n > 10_000) {
        throw new Error('timers without end');
      }
      this.now = Math.max(this.now, next.due);
      await this.#run(next);
    }
    this.now = end;
    await settle();
  }

  /** Time passes, but no timer comes: the machine sleeps. What was due comes at once when it wakes. */
  async sleep(milliseconds) {
    this.now += milliseconds;
    await this.pass(0);
  }

  /** Lets time pass in the background, where a browser runs timers once a minute. */
  async throttled(milliseconds) {
    for (const end = this.now + milliseconds; this.now < end;) {
      await this.sleep(60_000);
    }
  }

  #next(end) {
    const due = [...this.#timers].filter(([, timer]) => timer.due <= end).sort(([, a], [, b]) => a.due - b.due);
    return due[0] && { id: due[0][0], ...due[0][1] };
  }

  async #run({ id, act }) {
    this.#timers.delete(id);
    act();
    await settle();
  }
}

/** Lets everything happen that needs no time. */
export async function settle() {
  for (let n = 0; n < 12; n++) {
    await new Promise(setImmediate);
  }
}

/** Waits for what needs other threads, as compression does; not for time to pass. */
export async function until(condition, what = String(condition)) {
  for (const end = real.now() + 10_000; !condition();) {
    if (real.now() > end) {
      throw new Error(`it did not come: ${what}`);
    }
    await new Promise(setImmediate);
  }
}
