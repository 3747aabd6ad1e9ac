/** What is published waits here until it is acknowledged or refused; sent in order, and again with the same key. */

import { Store } from './store.js';
import { lost, Refusal } from './wire.js';

/**
 * An entry is { command, user, member, front?, n?, volatile?, at, loaded? }: `command` has the key that makes it
 * unique, `user` wrote it, as a `member` of the channel or not, `at` is its place, `front` and `n` say whose promise it
 * is, `loaded` whether an earlier page left it, until it has been looked for again. What another user wrote stays, and
 * is neither sent nor told. Tells `send(command, progress)`, `ready(entry)`, `settled(entry, refusal, ack)`,
 * `left(entry)` of one that is not for us, `overflow(entry)` and `progress(entry, sent, total)`.
 */
export class Outbox {
  #limit;
  #retries;
  #retryAfter;
  #tell;
  #store;
  #entries = new Map();
  #ids = 0;
  #last = 0;
  #user;
  #holding;
  /** Settled when what an earlier page left has been read. */
  #loaded;

  constructor({ queue = 100, retries = 3, retryAfter = 3000, store, url }, tell) {
    this.#limit = queue;
    this.#retries = retries;
    this.#retryAfter = retryAfter;
    this.#tell = tell;
    if (store === 'indexeddb' && globalThis.indexedDB) {
      this.#store = new Store(String(url));
      this.#loaded = this.#load().catch(() => {}); // as if there was nothing
    }
  }

  /** Takes one, and sends it as soon as it can be. */
  add(entry) {
    entry.at = this.#last = Math.max(this.#last + 1, Date.now() * 1000);
    this.#keep(entry);
    this.#put(entry);
    this.flush();
    this.#bound();
  }

  /** Sends what can be sent; one that has to wait holds up those behind it. */
  async flush() {
    if (this.#loaded) {
      await this.#loaded;
      this.#loaded = undefined;
    }
    for (const entry of this.#entries.values()) {
      if (!entry.sending && !this.#isMine(entry)) {
        this.#dismiss(entry);
      } else if (!entry.sending) {
        if (this.#holding || !this.#tell.ready(entry)) {
          return;
        }
        if (entry.loaded) {
          return this.#look();
        }
        this.#send(entry);
      }
      if (entry.sending && entry.large) {
        return;
      }
    }
  }

  /** The server has answered; false if it was not about one of these. */
  answered({ id, of, type, code, message, retry, retryAfter, ...ack }) {
    const entry = this.#entries.get(id);
    if (!entry) {
      return false;
    }
    if (type === 'error' && retry && entry.tries < this.#retries) {
      this.#pause(entry, retryAfter);
    } else if (type === 'error') {
      this.#settle(entry, new Refusal(code, message, retry));
    } else if (!of) {
      this.#settle(entry, undefined, ack);
    }
    return true;
  }

  /**
   * The connection was lost: what was under way is sent again when it has returned. With a refusal it may never, so
   * that only what is stored goes on waiting.
   */
  lost(closed) {
    clearTimeout(this.#holding);
    this.#holding = undefined;
    for (const entry of this.#entries.values()) {
      clearTimeout(entry.timer);
      entry.sending = false;
      entry.tries = 0;
      if (entry.volatile || (closed && !this.#store)) {
        this.#settle(entry, closed ?? lost());
      }
    }
  }

  /** The server closed the connection since a message was too large: not to be sent again. */
  tooLarge() {
    const [largest] = [...this.#entries.values()].filter(({ sending }) => sending).sort((a, b) => b.size - a.size);
    if (largest) {
      this.#settle(largest, new Refusal('too_large', 'it is larger than the server allows'));
    }
  }

  /** Nobody is here any more: what is stored is another page's now. */
  end() {
    this.#store?.release();
  }

  /** From now on it is sent in this one's name. */
  signedIn(user) {
    this.#user = user;
    this.#entries.forEach((entry) => this.#claim(entry));
  }

  /** Whether something waits for this channel. */
  has(channel) {
    return this.#mine.some(({ command }) => command.channel === channel);
  }

  /** The server does not let us into this channel. */
  refuse(channel, { code, message, retry }) {
    this.#mine.filter(({ member, command }) => member && command.channel === channel)
      .forEach((entry) => this.#settle(entry, new Refusal(code, message, retry)));
  }

  /** Nobody waits for these any more. */
  forget(front) {
    for (const entry of this.#entries.values()) {
      entry.front = entry.front === front ? undefined : entry.front;
    }
  }

  #keep(entry) {
    entry.id = `o${++this.#ids}`;
    entry.tries = 0;
    this.#entries.set(entry.id, entry);
    this.#claim(entry);
  }

  /** What an earlier page left comes first. */
  async #load() {
    const stored = await this.#store.left();
    const mine = [...this.#entries.values()];
    const keys = new Set(mine.map(({ command }) => command.key));
    this.#entries.clear();
    stored.filter(({ command }) => !keys.has(command.key)).concat(mine).forEach((entry) => this.#keep(entry));
  }

  get #mine() {
    return [...this.#entries.values()].filter((entry) => this.#isMine(entry));
  }

  #isMine({ user }) {
    return user === this.#user;
  }

  /** What was written before anybody had signed in is of who signs in first. */
  #claim(entry) {
    if (this.#user && !entry.user) {
      entry.user = this.#user;
      this.#put(entry);
    }
  }

  /** What an earlier page left is stored anew only after it has been looked for. */
  #put(entry) {
    if (!entry.volatile && !entry.loaded) {
      this.#store?.put(entry);
    }
  }

  /** What others wrote is not sent in this one's name: whose promise is here is told so, all else waits for them. */
  #dismiss(entry) {
    entry.sending = false;
    if (entry.front) {
      this.#settle(entry, entry.sent
        ? lost('another user has signed in before the answer')
        : new Refusal('forbidden', `it was written by ${entry.user}`));
    } else {
      this.#tell.left(entry);
    }
  }

  /** Another page may have sent meanwhile what an earlier one left. */
  async #look() {
    const there = await this.#store.keys();
    for (const entry of this.#mine) {
      if (entry.loaded && !there.has(entry.command.key)) {
        this.#entries.delete(entry.id);
        this.#tell.left(entry);
      } else if (entry.loaded) {
        entry.loaded = false;
        this.#put(entry); // it is of this page now, and its user is known
      }
    }
    this.flush();
  }

  #send(entry) {
    const command = { ...entry.command, id: entry.id };
    entry.sending = entry.sent = true;
    entry.size = JSON.stringify(command.content).length;
    entry.large = this.#tell.send(command, (sent, total) => this.#progress(entry, sent, total));
    if (!entry.large) {
      this.#await(entry);
    }
  }

  /** Those behind a large one wait until the server has read it, and only then its answer is due. */
  #progress(entry, sent, total) {
    this.#tell.progress(entry, sent, total);
    if (sent === total && this.#entries.has(entry.id)) {
      entry.large = false;
      this.#await(entry);
      this.flush();
    }
  }

  /** An answer that does not come is asked for again: by its key the server knows what it has. */
  #await(entry) {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      if (!this.#isMine(entry)) {
        this.#dismiss(entry);
      } else if (entry.tries++ < this.#retries) {
        this.#send(entry);
      } else {
        const tries = this.#retries + 1;
        this.#settle(entry, new Refusal('timeout', `no answer after it was sent ${tries} times`, true));
      }
    }, this.#retryAfter);
  }

  #pause(entry, delay = this.#retryAfter) {
    clearTimeout(entry.timer);
    entry.tries++;
    entry.sending = false;
    this.#holding ??= setTimeout(() => {
      this.#holding = undefined;
      this.flush();
    }, delay);
  }

  /** Drops the oldest of those that were never sent. */
  #bound() {
    const waiting = this.#mine.filter(({ sent }) => !sent);
    waiting.slice(0, Math.max(0, waiting.length - this.#limit)).forEach((entry) => {
      this.#tell.overflow(entry);
      this.#settle(entry, new Refusal('dropped', `more than ${this.#limit} publications wait`));
    });
  }

  #settle(entry, refusal, ack) {
    clearTimeout(entry.timer);
    this.#entries.delete(entry.id);
    this.#store?.delete(entry);
    if (entry.front || this.#isMine(entry)) {
      this.#tell.settled(entry, refusal, ack);
    }
    if (entry.large) {
      this.flush();
    }
  }
}
