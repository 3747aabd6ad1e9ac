/**
 * A SharedWorker in this process: the client's worker part runs with the globals of a worker, and each page reaches it
 * by a real message channel, so that only what can be cloned gets through. With locks as `navigator.locks` has them.
 */

import { worker } from '../load.mjs';

let loaded = 0;

export class Workers {
  /** How a worker comes up: `good`, `never`, `fails`, `forbidden`. */
  mode = 'good';
  made = [];
  #ports = [];
  #locks = new Locks();

  async install() {
    globalThis.SharedWorkerGlobalScope = class {};
    await import(`${worker.href}?worker${++loaded}`);
    delete globalThis.SharedWorkerGlobalScope;
    const onconnect = globalThis.onconnect;
    delete globalThis.onconnect;
    const workers = this;
    globalThis.SharedWorker = class {
      constructor(url, options) {
        if (workers.mode === 'forbidden') {
          throw new Error('SecurityError');
        }
        const { port1, port2 } = new MessageChannel();
        this.port = port1;
        workers.made.push({ url, ...options, page: this, connect: () => onconnect({ ports: [port2] }) });
        workers.#ports.push(port1, port2);
        if (workers.mode === 'good') {
          workers.made.at(-1).connect();
        } else if (workers.mode === 'fails') {
          setImmediate(() => this.onerror?.(new Event('error')));
        }
      }
    };
    Object.defineProperty(globalThis, 'navigator', { value: { locks: this.#locks }, configurable: true });
  }

  restore() {
    this.#ports.forEach((port) => port.close());
    delete globalThis.SharedWorker;
    delete globalThis.navigator;
  }

  /** The tab that made the n-th worker object dies: its port is silent, and what it held is free. */
  die(n) {
    this.#ports[2 * n].close();
    this.#locks.release(n);
  }
}

/** Locks by name; each is held until its work ends, alone, unless it is only asked for if it is free. */
export class Locks {
  #held = new Map();
  #tabs = [];

  request(name, ...more) {
    return more.length === 1 ? this.#wait(name, ...more) : Promise.resolve(more[1](this.#held.has(name) ? null : {}));
  }

  #wait(name, work) {
    const before = this.#held.get(name) ?? Promise.resolve();
    let died;
    const death = new Promise((resolve) => { died = resolve; });
    if (!this.#held.has(name)) {
      this.#tabs.push(died);
    }
    const done = before.then(() => Promise.race([work(), death]));
    const held = done.catch(() => {}).then(() => this.#held.get(name) === held && this.#held.delete(name));
    this.#held.set(name, held);
    return done;
  }

  release(n) {
    this.#tabs[n]();
  }
}
