/** The little of IndexedDB that the client uses, in memory; it outlives pages, as the real one does. */
export class Databases {
  rows = new Map();
  /** Whether it can be used, as in some private windows it cannot. */
  broken = false;
  /** Whether it does not even say that it cannot. */
  silent = false;
  #opened = [];

  install() {
    globalThis.indexedDB = this;
  }

  restore() {
    delete globalThis.indexedDB;
  }

  open() {
    const request = { result: this.#database() };
    setImmediate(() => {
      if (this.silent) {
        return;
      }
      if (this.broken) {
        request.error = new Error('not allowed here');
        return request.onerror?.();
      }
      request.onupgradeneeded?.();
      request.onsuccess?.();
    });
    return request;
  }

  #database() {
    const table = {
      getAll: () => this.#later(() => [...this.rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)),
      put: (row) => this.#later(() => this.rows.set(row.key, structuredClone(row))),
      delete: (key) => this.#later(() => this.rows.delete(key)),
    };
    const database = { createObjectStore() {}, transaction: () => ({ objectStore: () => table }) };
    this.#opened.push(database);
    return database;
  }

  /** The browser closes those that are open, as when it needs the space. */
  close() {
    for (const database of this.#opened) {
      database.transaction = () => {
        throw new DOMException('it is closing', 'InvalidStateError');
      };
    }
  }

  #later(work) {
    const request = {};
    setImmediate(() => {
      request.result = work();
      request.onsuccess?.();
    });
    return request;
  }
}
