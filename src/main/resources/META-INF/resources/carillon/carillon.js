/** Carillon in the browser, and in Node: `connect()`, and what comes of it. The types are in `carillon.d.ts`. */

import { port } from './ports.js';
import { closed, nonce, Refusal } from './wire.js';
import { Channel, json, tell } from './channel.js';

export { Refusal };

const DEVICE = 'carillon.device';

/** Connects to the endpoint at this URL; without one, to that of the application which served this module. */
export function connect(url, options) {
  const given = url instanceof Object && !(url instanceof URL) ? url : options;
  const endpoint = given === url || !url ? new URL('../ws', import.meta.url) : new URL(url, globalThis.location);
  return new Connection(endpoint, { ...given });
}

class Connection extends EventTarget {
  state = { name: 'connecting' };
  #token;
  #port;
  /** Each with the function that takes its news. */
  #channels = new Map();
  /** What stands for listeners whose having run is told to the server, and how many had what is told now. */
  #watched = new WeakMap();
  #had;
  #promises = new Map();
  #asked = 0;
  #gone = new AbortController();

  constructor(url, { token, shared, ...options }) {
    super();
    this.#token = token;
    const renews = typeof token === 'function';
    const all = { ...options, url: url.href, device: options.device ?? device(), token: renews ? undefined : token };
    this.#port = port(all, renews, shared, (message) => this.#gone.signal.aborted || this.#take(message));
    this.#followPage();
  }

  channel(name) {
    if (!this.#channels.has(name)) {
      const closed = () => this.state.name === 'closed';
      let take;
      const channel = new Channel(name, closed, (op, what) => this.#ask(op, what), (taken) => { take = taken; });
      this.#channels.set(name, { channel, take });
    }
    return this.#channels.get(name).channel;
  }

  addEventListener(type, listener, options) {
    super.addEventListener(type, this.#watch(type, listener), options);
  }

  removeEventListener(type, listener, options) {
    super.removeEventListener(type, this.#watch(type, listener), options);
  }

  async send(to, content, { key, receipt } = {}) {
    return this.#ask('publish', { command: { type: 'send', to, content: json(content), key, receipt } });
  }

  async call(method, content = null) {
    return (await this.#ask('request', { command: { type: 'call', method, content: json(content) } })).content;
  }

  ping() {
    return this.#ask('ping');
  }

  signIn(token) {
    return this.#ask('signIn', { token });
  }

  reconnect() {
    this.#port.post({ op: 'open' });
  }

  pause() {
    this.#port.post({ op: 'pause' });
  }

  resume() {
    this.#port.post({ op: 'resume' });
  }

  close() {
    if (this.#gone.signal.aborted) {
      return;
    }
    this.#take({ event: 'state', detail: { name: 'closed', code: 1000, word: 'bye', words: '' } });
    this.#gone.abort();
    this.#port.post({ op: 'bye' });
    this.#port.close();
    for (const { reject } of this.#promises.values()) {
      reject(closed());
    }
    this.#promises.clear();
  }

  #ask(op, what) {
    const n = ++this.#asked;
    return new Promise((resolve, reject) => {
      if (this.#gone.signal.aborted) {
        return reject(closed());
      }
      this.#promises.set(n, { resolve, reject });
      this.#port.post({ op, n, ...what });
    });
  }

  #take({ n, value, refusal, ask, event, channel, detail }) {
    if (ask) {
      return this.#giveToken(ask);
    }
    if (event) {
      return channel === undefined ? this.#news(event, detail) : this.#channels.get(channel)?.take(event, detail);
    }
    const promise = this.#promises.get(n);
    this.#promises.delete(n);
    return refusal ? promise?.reject(refused(refusal)) : promise?.resolve(value);
  }

  #news(event, detail) {
    if (event === 'state') {
      this.state = detail;
    }
    this.#had = 0;
    tell(this, event, detail.refusal ? { ...detail, refusal: refused(detail.refusal) } : detail);
    if (this.#had) {
      this.#port.post({ op: 'received', position: detail });
    }
    if (event === 'state' && detail.name === 'closed') {
      this.#channels.forEach(({ take }) => take('closed', detail));
    }
  }

  /** One that notices whether the page has it: that a listener ran, and that none threw. */
  #watch(type, listener) {
    if (!listener || (type !== 'direct' && type !== 'receipt')) {
      return listener;
    }
    if (!this.#watched.has(listener)) {
      this.#watched.set(listener, (event) => {
        const had = this.#had;
        this.#had = NaN; // unless it returns; nothing leads back from there
        listener.handleEvent ? listener.handleEvent(event) : listener.call(this, event);
        this.#had = had + 1;
      });
    }
    return this.#watched.get(listener);
  }

  async #giveToken(n) {
    let token;
    try {
      token = await this.#token();
    } catch (failure) {
      console.warn('Carillon: the page gave no token.', failure);
    }
    this.#port.post({ op: 'token', n, token });
  }

  /** What a page notices of the network, and of having slept, is a reason to look after the connection. */
  #followPage() {
    const { signal } = this.#gone;
    const leave = ({ persisted }) => persisted || this.#port.post({ op: 'bye' });
    globalThis.addEventListener?.('pagehide', leave, { signal });
    const wake = () => this.#port.post({ op: 'wake' });
    const when = { online: globalThis, offline: globalThis, pageshow: globalThis, resume: globalThis.document };
    for (const [event, target] of Object.entries(when)) {
      target?.addEventListener?.(event, wake, { signal });
    }
    globalThis.document?.addEventListener('visibilitychange', () => !document.hidden && wake(), { signal });
  }
}

function refused({ code, message, retry }) {
  return new Refusal(code, message, retry);
}

/** The name of this device, kept where the browser lets us. */
function device() {
  try {
    return localStorage[DEVICE] ??= nonce();
  } catch {
    return nonce(); // no storage here: a device that lasts as long as the page
  }
}
