/** What is published waits here until it is acknowledged or refused; sent in order, and again with the same key. */

import { Refusal } from './wire.js';

const DATABASE = 'carillon';
const TABLE = 'outbox';

/**
 * An entry is { command, user, member, front?, n?, volatile?, at }: `command` has the key that makes it unique, `user`
 * wrote it, as a `member` of the channel or not, `at` is its place, `front` and `n` say whose promise it is. Tells `send(command, progress)`,
 * `ready(entry)`, `settled(entry, ack, refusal)`, `overflow(entry)` and `progress(entry, sent, total)`.
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
      this.#loaded = this.#load();
    }
  }

  /** Takes one, and sends it as soon as it can be. */
  add(entry) {
    entry.at = this.#last = Math.max(this.#last + 1, Date.now() * 1000);
    this.#keep(entry);
    if (!entry.volatile) {
      this.#store?.put(entry);
    }
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
      if (!entry.sending) {
        if (this.#holding || !this.#tell.ready(entry)) {
          return;
        }
        this.#mine(entry) ? this.#send(entry) : this.#dismiss(entry);
      }
      if (entry.large) {
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
      this.#settle(entry, undefined, new Refusal(code, message, retry));
    } else if (!of) {
      this.#settle(entry, ack);
    }
    return true;
  }

  /** The connection was lost: what was under way is sent again when it has returned. */
  lost() {
    clearTimeout(this.#holding);
    this.#holding = undefined;
    for (const entry of this.#entries.values()) {
      clearTimeout(entry.timer);
      entry.sending = false;
      entry.tries = 0;
      if (entry.volatile) {
        this.#settle(entry, undefined, new Refusal('lost', 'the connection was lost', true));
      }
    }
    this.#bound();
  }

  /** The server closed the connection since a message was too large: not to be sent again. */
  tooLarge() {
    const sent = [...this.#entries.values()].filter(({ sending }) => sending);
    const largest = sent.sort((a, b) => b.size - a.size)[0];
    if (largest) {
      this.#settle(largest, undefined, new Refusal('too_large', 'it is larger than the server allows'));
    }
  }

  /** The connection is closed for good. What is stored stays so, for a page that comes later. */
  close() {
    for (const entry of this.#entries.values()) {
      clearTimeout(entry.timer);
      this.#entries.delete(entry.id);
      this.#tell.settled(entry, undefined, new Refusal('closed', 'the connection is closed', true));
    }
  }

  /** From now on it is sent in this one's name. */
  signedIn(user) {
    this.#user = user;
  }

  /** Whether something waits for this channel. */
  has(channel) {
    return [...this.#entries.values()].some(({ command }) => command.channel === channel);
  }

  /** The server does not let us into this channel. */
  refuse(channel, { code, message, retry }) {
    for (const entry of this.#entries.values()) {
      if (entry.member && entry.command.channel === channel) {
        this.#settle(entry, undefined, new Refusal(code, message, retry));
      }
    }
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
  }

  /** What an earlier page left comes first. */
  async #load() {
    const stored = await this.#store.all();
    const mine = [...this.#entries.values()];
    const keys = new Set(mine.map(({ command }) => command.key));
    this.#entries.clear();
    stored.filter(({ command }) => !keys.has(command.key)).concat(mine).forEach((entry) => this.#keep(entry));
  }

  /** What was written before anybody had signed in is of who signs in first. */
  #mine(entry) {
    entry.user ??= this.#user;
    return entry.user === this.#user;
  }

  /** What others wrote is not sent in this one's name. What an earlier page left waits for them in the store. */
  #dismiss(entry) {
    this.#entries.delete(entry.id);
    if (entry.front) {
      this.#settle(entry, undefined, new Refusal('forbidden', `it was written by ${entry.user}`));
    }
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
      if (entry.tries++ < this.#retries) {
        this.#send(entry);
      } else {
        const tries = this.#retries + 1;
        this.#settle(entry, undefined, new Refusal('timeout', `no answer after it was sent ${tries} times`, true));
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
    const waiting = [...this.#entries.values()].filter(({ sent }) => !sent);
    waiting.slice(0, Math.max(0, waiting.length - this.#limit)).forEach((entry) => {
      this.#tell.overflow(entry);
      this.#settle(entry, undefined, new Refusal('dropped', `more than ${this.#limit} publications wait`));
    });
  }

  #settle(entry, ack, refusal) {
    clearTimeout(entry.timer);
    this.#entries.delete(entry.id);
    this.#store?.delete(entry);
    this.#tell.settled(entry, ack, refusal);
    if (entry.large) {
      this.flush();
    }
  }
}

/** What outlives a reload. Where it cannot be kept the console says so, and it waits in memory alone. */
class Store {
  #url;
  #database;

  constructor(url) {
    this.#url = url;
    this.#database = new Promise((resolve, reject) => {
      const asked = indexedDB.open(DATABASE, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE, { keyPath: 'key' });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  async all() {
    const rows = await this.#run('readonly', (table) => table.getAll()) ?? [];
    return rows.filter(({ url }) => url === this.#url).sort((a, b) => a.at - b.at)
      .map(({ command, user, member, at }) => ({ command, user, member, at }));
  }

  put({ command, user, member, at }) {
    this.#run('readwrite', (table) => table.put({ key: command.key, url: this.#url, command, user, member, at }));
  }

  delete({ command }) {
    this.#run('readwrite', (table) => table.delete(command.key));
  }

  async #run(mode, work) {
    try {
      const table = (await this.#database).transaction(TABLE, mode).objectStore(TABLE);
      const request = work(table);
      return await new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    } catch (failure) {
      console.warn('Carillon: what waits is kept in memory only.', failure);
      return undefined;
    }
  }
}
