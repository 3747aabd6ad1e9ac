/** One connection's frames: commands are joined, cut and compressed into frames, frames become messages again. */

import { fits, joined, open } from './transports.js';

/** From this size on, in characters, it pays to compress what is sent. */
const GZIP_FROM = 4096;
/** The most bytes of a frame that is joined. */
const JOINED = 65_536;
/** After so many characters of a large command the server is asked whether it has read them. */
const WINDOW = 256 * 1024;
/** What a part of a large command has besides its data, at most. */
const ENVELOPE = 200;

/** An expected no. `retry` tells whether the same may succeed later. */
export class Refusal extends Error {
  constructor(code, message, retry = false) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.retry = retry;
  }
}

export function lost(words = 'the connection was lost') {
  return new Refusal('lost', words, true);
}

export function closed() {
  return new Refusal('closed', 'the connection is closed', true);
}

/** A name that nobody can guess. */
export function nonce() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What to do after a close: `stay` away, `return` after the back-off, or `renew` the token and return. */
export function afterClose(code, word) {
  switch (code) {
    case 1000:
      return word === 'bye' ? 'stay' : 'return';
    case 1008:
      return word === 'expired' ? 'renew' : word === 'slow' || word === 'rate' ? 'return' : 'stay';
    default:
      return [1002, 1003, 1007].includes(code) ? 'stay' : 'return';
  }
}

/** The milliseconds to wait before attempt `n`, from 0: full jitter, so that clients do not all return at once. */
export function backOff(n, { step = 1000, limit = 30_000 } = {}) {
  return Math.random() * Math.min(limit, step * 2 ** Math.min(n, 30));
}

/** A reason is `word: plain words`. */
export function parts(reason = '') {
  const [word, ...rest] = reason.split(':');
  return { word: word.trim(), words: rest.join(':').trim() };
}

/**
 * A way to the server with what is under way on it; gone with its connection. Tells `open()`, `message(message)` for
 * all but pings, pongs and parts, and once `closed(code, reason)`.
 */
export class Wire {
  /** When something last came, in milliseconds since 1970. */
  heard = Date.now();
  /** The bytes that a message may have. */
  limit = JOINED;
  #transport;
  #tell;
  #batch = [];
  #pongs = new Map();
  #ids = 0;
  #parts = new Map();
  /** What takes its time, so that the rest has to wait. */
  #sending;
  #reading;

  constructor(way, url, options, tell) {
    this.#tell = tell;
    this.#transport = open(way, url, options, {
      open: () => tell.open(),
      frame: (data) => this.#received(data),
      closed: (code, reason) => this.#end() && tell.closed(code, reason),
    });
  }

  /**
   * Sends a command; those of one moment share a frame. A large one goes in parts, between which others may go: then
   * true, and `progress` is told.
   */
  send(command, progress) {
    const text = JSON.stringify(command);
    const large = !fits(text, this.limit);
    if (large) {
      this.#large(command.id, text, progress).catch(() => {}); // the connection has ended, and that is told
    } else if (this.#batch.push(text) === 1) {
      queueMicrotask(() => this.#flush());
    }
    return large;
  }

  /** Resolves when the server has read all that was sent before. */
  ping() {
    const id = `p${++this.#ids}`;
    const answer = new Promise((resolve, reject) => this.#pongs.set(id, { resolve, reject }));
    answer.catch(() => {}); // whoever waits is told; nobody has to
    this.send({ type: 'ping', id });
    return answer;
  }

  close(code, reason) {
    if (this.#end()) {
      this.#transport.close(code, reason);
    }
  }

  /** Whether it was still alive. */
  #end() {
    const alive = this.#tell !== undefined;
    this.#tell = undefined;
    for (const { reject } of this.#pongs.values()) {
      reject(lost());
    }
    this.#pongs.clear();
    return alive;
  }

  get #most() {
    return Math.min(this.limit, JOINED);
  }

  #flush() {
    while (this.#batch.length) {
      const frame = joined(this.#batch, this.#most);
      this.#inOrder(() => this.#frame(frame));
    }
  }

  /** Does it at once, unless something before it takes its time. */
  #inOrder(send) {
    const done = this.#sending ? this.#sending.then(send) : send();
    if (done) {
      const mine = done.catch(() => this.#fail()).then(() => {
        this.#sending = this.#sending === mine ? undefined : this.#sending;
      });
      this.#sending = mine;
    }
    return this.#sending;
  }

  #frame(text) {
    if (text.length < GZIP_FROM || !this.#transport.compresses || typeof CompressionStream === 'undefined') {
      return this.#out(text);
    }
    const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
    return new Response(packed).arrayBuffer()
      .then((bytes) => this.#out(bytes.byteLength < text.length ? bytes : text));
  }

  #out(frame) {
    if (this.#tell) {
      this.#transport.send(frame, this.#most);
    }
  }

  /**
   * Cuts a command. A character takes three bytes at most, also where JSON escapes it, but for the halves of a pair
   * that is cut, for which the envelope has room. The server is not sent more than it reads.
   */
  async #large(id, text, progress) {
    const of = nonce();
    const size = Math.floor((this.limit - ENVELOPE) / 3);
    let asked = 0;
    for (let start = 0, index = 0; start < text.length && this.#tell; start += size, index++) {
      const end = Math.min(start + size, text.length);
      const part = { type: 'chunk', id, of, index, last: end === text.length, data: text.slice(start, end) };
      await this.#inOrder(() => this.#frame(JSON.stringify(part)));
      if (part.last || end - asked >= WINDOW) {
        asked = end;
        await this.ping();
        progress?.(end, text.length);
      }
    }
  }

  #received(data) {
    this.heard = Date.now();
    if (typeof data === 'string' && !this.#reading) {
      return this.#read(data);
    }
    const mine = Promise.all([this.#reading, typeof data === 'string' ? data : decompressed(data)])
      .then(([, text]) => this.#read(text))
      .catch(() => this.#fail())
      .then(() => {
        this.#reading = this.#reading === mine ? undefined : this.#reading;
      });
    this.#reading = mine;
  }

  #read(frame) {
    let messages;
    try {
      messages = frame.split('\n').filter(Boolean).map((line) => JSON.parse(line));
    } catch {
      return this.#fail();
    }
    messages.forEach((message) => this.#message(message));
  }

  #message(message) {
    if (message.type === 'ping') {
      this.send({ type: 'pong' });
    } else if (message.type === 'chunk') {
      this.#join(message);
    } else if (message.type === 'pong') {
      this.#pongs.get(message.id)?.resolve();
      this.#pongs.delete(message.id);
    } else {
      this.#tell?.message(message);
    }
  }

  /** Large messages of the server come in parts; the last one makes them whole. */
  #join({ of, last, data }) {
    const whole = (this.#parts.get(of) ?? '') + data;
    this.#parts.set(of, whole);
    if (last) {
      this.#parts.delete(of);
      this.#read(whole);
    }
  }

  /** What cannot be read or sent ends the connection: the next one begins anew. */
  #fail() {
    const told = this.#tell;
    this.close(4000, 'unreadable');
    told?.closed(4000, 'unreadable');
  }
}

function decompressed(frame) {
  return new Response(new Blob([frame]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
