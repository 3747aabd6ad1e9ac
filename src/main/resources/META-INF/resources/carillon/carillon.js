/** Carillon in the browser, and in Node: `connect()`, and what comes of it. The types are in `carillon.d.ts`. */

import { Hub } from './hub.js';
import { nonce, Refusal } from './wire.js';

export { Refusal };

/** Tabs share a connection only with those of the same version of this client. */
const VERSION = '1.0.0';
/** How long a worker may take to answer before each tab has a connection of its own, in milliseconds. */
const WORKER_START = 3000;
/** How many publications may wait for who reads a channel by `for await`. */
const UNREAD = 10_000;
const DEVICE = 'carillon.device';

/** Connects to the endpoint at this URL; without one, to that of the application which served this module. */
export function connect(url, options) {
  const given = url instanceof Object && !(url instanceof URL) ? url : options;
  const endpoint = given === url || !url ? new URL('../ws', import.meta.url) : new URL(url, globalThis.location);
  return new Connection(endpoint, { ...given });
}

class Emitter extends EventTarget {
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

class Connection extends Emitter {
  state = { name: 'connecting' };
  #token;
  #port;
  #channels = new Map();
  #promises = new Map();
  #asked = 0;
  #gone = new AbortController();

  constructor(url, { token, shared, ...options }) {
    super();
    this.#token = token;
    const renews = typeof token === 'function';
    const all = { ...options, url: url.href, device: options.device ?? device(), token: renews ? undefined : token };
    const take = (message) => this.#take(message);
    this.#port = shared && globalThis.SharedWorker ? worker(all, renews, shared, take) : local(all, renews, take);
    this.#followPage();
  }

  channel(name) {
    if (!this.#channels.has(name)) {
      this.#channels.set(name, new Channel(name, (op, what) => this.#ask(op, what)));
    }
    return this.#channels.get(name);
  }

  send(to, content, { key, receipt } = {}) {
    return this.#ask('publish', { command: { type: 'send', to, content, key, receipt } });
  }

  async call(method, content = null) {
    return (await this.#ask('request', { command: { type: 'call', method, content } })).content;
  }

  ping() {
    return this.#ask('ping');
  }

  signIn(token) {
    return this.#ask('signIn', { token });
  }

  reconnect() {
    this.#port.post({ op: 'reconnect' });
  }

  pause() {
    this.#port.post({ op: 'pause' });
  }

  resume() {
    this.#port.post({ op: 'reconnect' });
  }

  close() {
    this.#take({ event: 'state', detail: { name: 'closed', code: 1000, word: 'bye', words: '' } });
    this.#gone.abort();
    this.#port.post({ op: 'bye' });
    this.#port.close();
    for (const { reject } of this.#promises.values()) {
      reject(new Refusal('closed', 'the connection is closed'));
    }
    this.#promises.clear();
  }

  #ask(op, what) {
    const n = ++this.#asked;
    return new Promise((resolve, reject) => {
      if (this.#gone.signal.aborted) {
        return reject(new Refusal('closed', 'the connection is closed'));
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
    this.tell(event, detail?.refusal ? { ...detail, refusal: refused(detail.refusal) } : detail);
    if (event === 'direct' || event === 'receipt') {
      const { channel, epoch, offset } = detail;
      this.#port.post({ op: 'received', position: { channel, epoch, offset } });
    }
    if (detail.name === 'closed') {
      this.#channels.forEach((each) => each.take('closed', detail));
    }
  }

  async #giveToken(n) {
    try {
      this.#port.post({ op: 'token', n, token: await this.#token() });
    } catch (failure) {
      console.warn('Carillon: the page gave no token.', failure);
      this.#port.post({ op: 'token', n });
    }
  }

  /** What a page notices of the network, and of having slept, is a reason to look after the connection. */
  #followPage() {
    const { signal } = this.#gone;
    const wake = () => this.#port.post({ op: 'wake' });
    const when = { online: globalThis, offline: globalThis, pageshow: globalThis, resume: globalThis.document };
    for (const [event, target] of Object.entries(when)) {
      target?.addEventListener?.(event, wake, { signal });
    }
    globalThis.document?.addEventListener('visibilitychange', () => !document.hidden && wake(), { signal });
  }
}

class Channel extends Emitter {
  position;
  #members = new Map();
  #ask;

  constructor(name, ask) {
    super();
    this.name = name;
    this.#ask = (op, what) => ask(op, { channel: name, ...what });
  }

  /** Who is here, the earliest first; kept while it is subscribed with `presence`. */
  get members() {
    return [...this.#members.values()];
  }

  async subscribe({ since, presence } = {}) {
    const answer = await this.#ask('subscribe', { since, presence });
    this.position ??= answer.position;
    return answer;
  }

  async unsubscribe() {
    await this.#ask('unsubscribe');
    this.take('unsubscribed', { code: 'bye', message: '' });
  }

  publish(content, { type = 'message', slot, key, queue } = {}) {
    const publication = type === 'message' ? 'publish' : type;
    return this.#ask('publish', { queue, command: { type: publication, channel: this.name, content, slot, key } });
  }

  async presence() {
    return (await this.#request({ type: 'presence' })).members;
  }

  history({ since, before, limit } = {}) {
    return this.#request({ type: 'history', since, before, limit });
  }

  async *[Symbol.asyncIterator]() {
    const ended = new AbortController();
    const { signal } = ended;
    const unread = [];
    let wake;
    let end;
    const listen = (type, act) => this.addEventListener(type, (event) => {
      act(event.detail);
      wake?.();
    }, { signal });
    listen('message', (message) => unread.push(message));
    listen('unsubscribed', () => { end = true; });
    listen('closed', () => { end = true; });
    try {
      while (unread.length || !end) {
        if (unread.length > UNREAD) {
          throw new Refusal('dropped', `more than ${UNREAD} publications were not read`);
        }
        if (unread.length) {
          yield unread.shift();
        } else {
          await new Promise((resolve) => { wake = resolve; });
        }
      }
    } finally {
      ended.abort();
    }
  }

  /** For the connection: news of this channel. */
  take(event, detail) {
    if (event === 'message') {
      this.position = { epoch: detail.epoch, offset: detail.offset };
    } else if (event === 'recovered') {
      this.position = detail.position;
    } else if (event === 'members') {
      this.#members = new Map(detail.map((member) => [member.user, member]));
    } else if (event === 'unsubscribed') {
      this.#members.clear();
    } else if (event === 'join' || event === 'leave') {
      // The list may already hold what is told, one's own coming above all.
      if (this.#members.has(detail.user) === (event === 'join')) {
        return;
      }
      event === 'join' ? this.#members.set(detail.user, detail) : this.#members.delete(detail.user);
    }
    this.tell(event, detail);
  }

  #request(command) {
    return this.#ask('request', { command: { ...command, channel: this.name } });
  }
}

function refused({ code, message, retry }) {
  return new Refusal(code, message, retry);
}

/** The name of this device, kept where the browser lets us. */
function device() {
  try {
    localStorage[DEVICE] ??= nonce();
    return localStorage[DEVICE];
  } catch {
    return nonce(); // no storage here: a device that lasts as long as the page
  }
}

/** A connection of this page's own. */
function local(options, renews, take) {
  const hub = new Hub(options);
  const front = { post: take, renews };
  queueMicrotask(() => hub.join(front));
  return { post: (message) => queueMicrotask(() => hub.take(front, message)), close() {} };
}

/** The connection of all tabs, or one of our own if the worker does not come up. */
function worker(options, renews, shared, take) {
  const waiting = [];
  let port = { post: (message) => waiting.push(message), close() {} };
  const go = (way) => {
    clearTimeout(timer);
    port = way;
    waiting.splice(0).forEach((message) => port.post(message));
  };
  const alone = () => port.own || go({ ...local(options, renews, take), own: true });
  const timer = setTimeout(alone, WORKER_START);
  try {
    const name = ['carillon', VERSION, options.url, options.user, shared].join(' ');
    const made = new SharedWorker(new URL('hub.js', import.meta.url), { type: 'module', name });
    const lock = nonce();
    let release;
    made.onerror = alone;
    made.port.onmessage = ({ data }) => {
      if (data === 'ready') {
        go({ own: true, post: (message) => made.port.postMessage(message), close: () => release() });
      } else {
        take(data);
      }
    };
    // Held as long as this tab lives, however it ends.
    navigator.locks?.request(lock, () => {
      made.port.postMessage({ op: 'hello', options, renews, lock });
      return new Promise((resolve) => { release = resolve; });
    });
  } catch {
    alone(); // not allowed here, as in some private windows
  }
  return { post: (message) => port.post(message), close: () => port.close() };
}
