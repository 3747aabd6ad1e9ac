/**
 * Saves changes of notes: one call of a note at a time; what is changed meanwhile is gathered and goes with the next
 * one. A call that was lost with its connection is made again. It imports nothing.
 */

/** No faster than this, in milliseconds, while a note is dragged. */
const EVERY = 100;

export class Saver {
  #put;
  #tell;
  /** What a note waits for: { fields, busy }. */
  #waiting = new Map();
  #ended = false;

  /** `put(fields)` saves and answers with a promise; tells `saved(change)` and `refused(id, refusal)`. */
  constructor(put, tell) {
    this.#put = put;
    this.#tell = tell;
  }

  /** Whether a note has changes that the server has not confirmed. */
  busy(id) {
    return this.#waiting.has(id);
  }

  /** The changes of a note that the server has not confirmed. */
  fields(id) {
    const entry = this.#waiting.get(id);
    return entry && { ...entry.sent, ...entry.fields };
  }

  /** Changes a note. */
  save(id, fields) {
    const entry = this.#waiting.get(id) ?? { fields: {} };
    this.#waiting.set(id, entry);
    entry.fields = { ...entry.fields, ...fields };
    if (!entry.sent) {
      this.#send(id, entry);
    }
  }

  /** Forgets a note. */
  forget(id) {
    this.#waiting.delete(id);
  }

  /** Saves nothing any more. */
  end() {
    this.#ended = true;
  }

  async #send(id, entry) {
    entry.sent = entry.fields;
    entry.fields = {};
    const begun = performance.now();
    try {
      const change = await this.#put({ id, ...entry.sent });
      await pause(begun + EVERY - performance.now());
      this.#next(id, entry);
      this.#tell.saved(change);
    } catch (refusal) {
      this.#failed(id, entry, refusal);
    }
  }

  #next(id, entry) {
    entry.sent = undefined;
    if (Object.keys(entry.fields).length) {
      this.#send(id, entry);
    } else if (this.#waiting.get(id) === entry) {
      this.#waiting.delete(id);
    }
  }

  async #failed(id, entry, refusal) {
    if (this.#ended) {
      return;
    }
    if (refusal.code === 'lost' || refusal.code === 'too_many') {
      await pause(refusal.code === 'lost' ? EVERY : 10 * EVERY);
      entry.fields = { ...entry.sent, ...entry.fields };
      return this.#send(id, entry);
    }
    this.#waiting.delete(id);
    this.#tell.refused(id, refusal);
  }
}

function pause(millis) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, millis)));
}
