/** What waits outlives a reload here, in IndexedDB. */

import { nonce } from './wire.js';

const DATABASE = 'carillon';
const TABLE = 'outbox';
/** How long the database may take to open, in milliseconds: some never do. */
const OPENS = 3000;

/** Entries of a queue by their keys. Where it cannot be used the console says so, and they wait in memory alone. */
export class Store {
  #url;
  #locks = globalThis.navigator?.locks;
  /** Names this page in its rows; it holds the lock of this name as long as it lives. */
  #page = nonce();
  #database;

  constructor(url) {
    this.#url = url;
    this.#open();
    /** Nobody is here any more: what is stored may go to another page. */
    const gone = new Promise((resolve) => { this.release = resolve; });
    this.#locks?.request(this.#page, () => gone).catch(() => {});
  }

  /** What pages have left that are gone; without locks nobody can tell. */
  async left() {
    const rows = (await this.#rows()).filter(({ url }) => url === this.#url);
    const gone = await Promise.all(rows.map(({ page }) =>
      this.#locks?.request(page, { ifAvailable: true, mode: 'shared' }, Boolean) ?? true));
    return rows.filter((row, n) => gone[n]).sort((a, b) => a.at - b.at)
      .map(({ command, user, member, at }) => ({ command, user, member, at, loaded: true }));
  }

  async keys() {
    return new Set((await this.#rows()).map(({ key }) => key));
  }

  put({ command, user, member, at }) {
    const row = { key: command.key, url: this.#url, page: this.#page, command, user, member, at };
    return this.#run('readwrite', (table) => table.put(row));
  }

  delete({ command }) {
    return this.#run('readwrite', (table) => table.delete(command.key));
  }

  async #rows() {
    return await this.#run('readonly', (table) => table.getAll()) ?? [];
  }

  async #run(mode, work, again = true) {
    try {
      const request = work((await this.#database).transaction(TABLE, mode).objectStore(TABLE));
      return await result(request);
    } catch (failure) {
      if (again && failure.name === 'InvalidStateError') {
        this.#open(); // the browser has closed it
        return this.#run(mode, work, false);
      }
      console.warn('Carillon: what waits is kept in memory only.', failure);
    }
  }

  #open() {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE, { keyPath: 'key' });
    this.#database = Promise.race([result(asked), new Promise((_, reject) => {
      setTimeout(() => reject(new Error('the database does not open')), OPENS);
    })]);
    this.#database.catch(() => {}); // whoever uses it says so
  }
}

function result(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
