/** The little of IndexedDB that the client uses, in memory; it outlives pages, as the real one does. */
export class Databases {
  rows = new Map();
  /** Whether it can be used, as in some private windows it cannot. */
  broken = false;

  install() {
    globalThis.indexedDB = this;
  }

  restore() {
    delete globalThis.indexedDB;
  }

  open() {
    const request = { result: this.#database() };
    setImmediate(() => {
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
      count: (key) => this.#later(() => Number(this.rows.has(key))),
      put: (row) => this.#later(() => this.rows.set(row.key, structuredClone(row))),
      delete: (key) => this.#later(() => this.rows.delete(key)),
    };
    return { createObjectStore() {}, transaction: () => ({ objectStore: () => table }) };
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
