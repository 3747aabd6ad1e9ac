/**
 * A minimal client of the Carillon protocol: one WebSocket in the dialect `carillon.v1.jsonl` that comes back by
 * itself and then asks for what it missed. It shows what was said before it came, as far as the server keeps it.
 */

import { backOff } from './backoff.js';
import { DEAD_LINK, DIALECT, entry, parts, publication, returnsAfter } from './protocol.js';

/** How long a connection must last for the back-off to begin anew. */
const STABLE = 10_000;
/** After this much silence a link is dead, until `welcome` says otherwise. */
const SILENCE = 35_000;

/**
 * @typedef {{name: 'connecting'} | {name: 'online', user: string, guest: boolean, limit: number}
 *   | {name: 'waiting', delay: number} | {name: 'closed', word: string, words: string}} State
 *   `waiting` ends by itself after `delay` milliseconds, `closed` does not; `limit` is the bytes of one frame
 * @typedef {object} Options
 * @property {URL | string} url the endpoint
 * @property {string} [user] the name of a guest
 * @property {string} [token] signs in with the first message; without it the client is a guest
 * @property {string[]} channels the channels to be in, again after each return; at least one
 * @property {(state: State) => void} onState
 * @property {(message: {type: string}) => void} onMessage every message that is not part of the connection itself
 */

/** A publication that was refused, or whose fate is unknown (`lost`). */
export class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export class Client {
  #options;
  /** The position reached in each channel; undefined before the first answer. */
  #channels;
  #socket = null;
  #entered = false;
  #onlineSince = Infinity;
  #limit = 0;
  #silence = SILENCE;
  #attempt = 0;
  #lastId = 0;
  #pending = new Map();
  #watchTimer;
  #returnTimer;

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.#channels = new Map(options.channels.map((channel) => [channel, undefined]));
  }

  /** Connects, at once even if it waits to return. */
  open = () => {
    this.#stopWaiting();
    const socket = new WebSocket(this.#url(), DIALECT);
    this.#socket = socket;
    socket.onopen = () => socket === this.#socket && this.#opened();
    socket.onmessage = (event) => this.#received(socket, event.data);
    socket.onclose = (event) => socket === this.#socket && this.#closed(event.code, event.reason);
    this.#watch();
    this.#options.onState({ name: 'connecting' });
  };

  /** Leaves for good; no state is told any more. */
  close() {
    this.#stopWaiting();
    this.#drop(1000, 'bye');
  }

  /** Enters a channel, to which the server answers `subscribed`, or `error` with the channel as `id`. */
  subscribe(channel) {
    if (!this.#channels.has(channel)) {
      this.#channels.set(channel, undefined);
      if (this.#entered) {
        this.#send(...entry(channel));
      }
    }
  }

  /** Publishes; resolves with the `ack`, rejects with a {@link Refusal}. */
  publish(channel, content) {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      if (!this.#send(publication(id, channel, content))) {
        this.#settle(id)?.reject(new Refusal('lost', 'not connected'));
      }
    });
  }

  #url() {
    const { url, user, token } = this.#options;
    const address = new URL(url);
    if (user && !token) {
      address.searchParams.set('user', user);
    }
    return address;
  }

  #opened() {
    if (this.#options.token) {
      this.#send({ type: 'auth', id: 'auth', token: this.#options.token });
    } else {
      // Not only after `welcome`: where guests are not admitted, this is refused at once instead of after a timeout.
      this.#enter();
    }
  }

  #enter() {
    this.#entered = true;
    if (this.#channels.size) {
      this.#send(...[...this.#channels].flatMap(([channel, position]) => entry(channel, position)));
    }
  }

  #send(...commands) {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.#socket.send(commands.map((command) => JSON.stringify(command)).join('\n'));
    return true;
  }

  #received(socket, frame) {
    if (socket === this.#socket) {
      this.#watch();
    }
    for (const line of frame.split('\n')) {
      if (line && socket === this.#socket) {
        this.#handle(JSON.parse(line));
      }
    }
  }

  #handle(message) {
    switch (message.type) {
      case 'ping':
        return this.#send({ type: 'pong' });
      case 'welcome':
        return this.#welcomed(message);
      case 'auth_result':
        return message.success ? this.#authenticated(message) : this.#refused(message.reason);
      case 'ack':
        return this.#settle(message.id)?.resolve(message);
      case 'error':
        return this.#failed(message);
      case 'unsubscribed':
        this.#channels.delete(message.channel);
        break;
      default:
        this.#reached(message);
    }
    this.#options.onMessage(message);
  }

  #reached({ type, channel, epoch, offset }) {
    if (offset !== undefined && type !== 'history' && this.#channels.has(channel)) {
      this.#channels.set(channel, { epoch, offset });
    }
  }

  #welcomed({ user, guest, limits, heartbeat }) {
    this.#limit = limits.message;
    this.#silence = heartbeat.interval + heartbeat.timeout;
    if (!this.#options.token) {
      this.#online(user, guest);
    }
  }

  #authenticated({ user }) {
    this.#online(user, false);
    this.#enter();
  }

  #online(user, guest) {
    this.#onlineSince = Date.now();
    this.#options.onState({ name: 'online', user, guest, limit: this.#limit });
  }

  #failed(error) {
    const waiting = this.#settle(error.id);
    if (waiting) {
      waiting.reject(new Refusal(error.code, error.message));
    } else if (error.id === 'auth') {
      this.#refused(`${error.code}: ${error.message}`);
    } else {
      this.#channels.delete(error.id);
      this.#options.onMessage(error);
    }
  }

  /** The token was not accepted; a server that admits guests would go on with us as a guest. */
  #refused(reason) {
    this.#drop(1000, 'bye');
    this.#options.onState({ name: 'closed', ...parts(reason) });
  }

  #closed(code, reason) {
    if (Date.now() - this.#onlineSince > STABLE) {
      this.#attempt = 0;
    }
    this.#drop();
    const { word, words } = parts(reason);
    if (returnsAfter(code, word)) {
      this.#wait(backOff(this.#attempt++));
    } else {
      this.#options.onState({ name: 'closed', word, words });
    }
  }

  #wait(delay) {
    this.#returnTimer = setTimeout(this.open, delay);
    addEventListener('online', this.open);
    this.#options.onState({ name: 'waiting', delay });
  }

  #stopWaiting() {
    clearTimeout(this.#returnTimer);
    removeEventListener('online', this.open);
  }

  /** Any frame is a sign of life; the server pings when it has nothing else to say. */
  #watch() {
    clearTimeout(this.#watchTimer);
    this.#watchTimer = setTimeout(() => {
      this.#socket?.close(DEAD_LINK, 'silence');
      this.#closed(DEAD_LINK, 'silence');
    }, this.#silence);
  }

  /** Lets go of the socket, whose events do not count from now on. */
  #drop(code, reason) {
    const socket = this.#socket;
    this.#socket = null;
    this.#entered = false;
    this.#onlineSince = Infinity;
    clearTimeout(this.#watchTimer);
    if (code) {
      socket?.close(code, reason);
    }
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id).reject(new Refusal('lost', 'the connection was lost'));
    }
  }

  #settle(id) {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    return waiting;
  }
}
