/**
 * The ways to the server: a WebSocket, or HTTP for networks that let none through. Each carries frames of the dialect,
 * both ways, and tells `open()`, `frame(data)` and, once, `closed(code, reason)`; after `close` it tells nothing.
 */

/** A connection that ended without a word. */
export const LOST = 1006;

/** And one that ended since a message was too large. */
export const TOO_LARGE = 1009;

const DIALECT = 'carillon.v1.jsonl';
/** Whether the server may compress frames. */
const GZIP = typeof DecompressionStream !== 'undefined';

/** How often a request that did not get through is repeated, and the milliseconds between. */
const REPEATS = 3;
const REPEAT_AFTER = 500;
/** What answers; anything else is the page of a proxy. */
const EVENTS = 'text/event-stream';
/** The most commands of a frame that is joined. */
const COMMANDS = 1000;

const encoder = new TextEncoder();

/** Opens a way by its name; the URL is that of the endpoint, `ws(s)`. */
export function open(name, url, options, events) {
  return name === 'websocket' ? new Socket(url, options, events) : new Http(name, url, options, events);
}

/** Whether a way is possible here at all. */
export function possible(name, { WebSocket = globalThis.WebSocket }) {
  return name !== 'websocket' || Boolean(WebSocket);
}

/** Whether a text has no more bytes than this. */
export function fits(text, limit) {
  return text.length * 3 <= limit || (text.length <= limit && encoder.encode(text).length <= limit);
}

/** Takes the first of these, and as many of the next as go with it into a frame of so many bytes. */
export function joined(texts, limit) {
  let frame = texts.shift();
  for (let n = 1; n < COMMANDS && texts.length && fits(`${frame}\n${texts[0]}`, limit); n++) {
    frame += `\n${texts.shift()}`;
  }
  return frame;
}

class Socket {
  compresses = true;
  #socket;
  #events;

  constructor(url, { WebSocket = globalThis.WebSocket }, events) {
    const address = new URL(url);
    address.searchParams.set('chunks', '1');
    if (GZIP) {
      address.searchParams.set('gzip', '1');
    }
    this.#events = events;
    this.#socket = new WebSocket(address, DIALECT);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#events?.open();
    this.#socket.onmessage = ({ data }) => this.#events?.frame(data);
    this.#socket.onerror = () => {}; // a close follows, which is told
    this.#socket.onclose = ({ code, reason }) => this.#events?.closed(code, reason);
  }

  send(frame) {
    this.#socket.send(frame);
  }

  close(code, reason) {
    this.#events = undefined;
    this.#socket.close(code, reason);
  }
}

class Http {
  compresses = false;
  #name;
  #url;
  #events;
  #address = 'new';
  #waiting = [];
  #limit;
  #posting = false;
  #sequence = 0;
  #ended = new AbortController();

  constructor(name, url, options, events) {
    this.#name = name;
    this.#url = new URL(url);
    this.#url.protocol = this.#url.protocol.replace('ws', 'http');
    this.#url.searchParams.set('chunks', '1');
    this.#events = events;
    this.#listen().catch(() => this.#over(LOST, ''));
  }

  /** Those that have to wait share a request, of no more bytes than this. */
  send(frame, limit) {
    this.#limit = limit;
    this.#waiting.push(frame);
    if (!this.#posting) {
      this.#posting = true;
      this.#post().catch(() => this.#over(LOST, ''));
    }
  }

  close() {
    if (this.#address !== 'new') {
      // The heartbeat ends the session all the same.
      this.#fetch('send', { method: 'DELETE', keepalive: true }).catch(() => {});
    }
    this.#events = undefined;
    this.#ended.abort();
  }

  /** What comes: one answer that goes on, or one after the other. */
  async #listen() {
    let last;
    do {
      const headers = last && { 'Last-Event-ID': last };
      await this.#request(this.#name, { headers }, async (answer) => {
        const whole = [];
        let number;
        for await (const event of events(answer.body)) {
          number = event.id ?? number;
          // An answer that breaks off is asked for again, so it counts only when it is whole.
          this.#name === 'poll' ? whole.push(event) : this.#take(event);
        }
        if (this.#name === 'poll' && !number) {
          throw new Error('an answer without its number'); // it is not all of it
        }
        last = number;
        whole.forEach((event) => this.#take(event));
      });
    } while (this.#name === 'poll' && this.#events && this.#address !== 'new');
    this.#over(LOST, '');
  }

  #take({ event, data }) {
    if (data === undefined) {
      return;
    }
    if (event === 'open') {
      this.#address = JSON.parse(data).address;
      this.#events?.open();
    } else if (event === 'close') {
      const { code, reason } = JSON.parse(data);
      this.#over(code, reason);
    } else {
      this.#events?.frame(data);
    }
  }

  async #post() {
    while (this.#waiting.length && this.#events) {
      const body = joined(this.#waiting, this.#limit);
      const headers = { 'Content-Type': 'application/x-ndjson', 'Carillon-Sequence': String(++this.#sequence) };
      await this.#request('send', { headers, body }, () => {});
    }
    this.#posting = false;
  }

  /** Asks, again if the network fails: the server tells repetitions by their number. A refusal ends the connection. */
  async #request(path, init, read) {
    for (let attempt = 0; this.#events; attempt++) {
      try {
        const answer = await this.#fetch(path, { ...init, method: 'POST', signal: this.#ended.signal });
        const { status, headers } = answer;
        if (path === 'send' ? status !== 204 : status !== 200 || !headers.get('Content-Type')?.startsWith(EVENTS)) {
          return this.#over(status === 413 ? TOO_LARGE : LOST, '');
        }
        return await read(answer);
      } catch (failure) {
        if (attempt === REPEATS || this.#address === 'new' || path === 'sse') {
          throw failure;
        }
        await new Promise((resolve) => setTimeout(resolve, REPEAT_AFTER));
      }
    }
  }

  #over(code, reason) {
    const told = this.#events;
    this.#events = undefined;
    this.#ended.abort();
    told?.closed(code, reason);
  }

  #fetch(name, { headers, ...init }) {
    const path = new URL(this.#url);
    path.pathname = path.pathname.replace(/[^/]*$/, name);
    const session = { 'Carillon-Session': this.#address, ...headers };
    return fetch(path, { ...init, headers: session, cache: 'no-store', redirect: 'error' });
  }
}

/** The events of an answer of the type `text/event-stream`. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let event = {};
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line === '') {
        yield event;
        event = {};
      } else {
        field(event, line);
      }
    }
  }
}

function field(event, line) {
  const colon = `${line}:`.indexOf(':');
  const name = line.slice(0, colon);
  const value = line.slice(colon + 1).replace(/^ /, '');
  if (name === 'data' && event.data !== undefined) {
    event.data += `\n${value}`;
  } else if (name) {
    event[name] = value;
  }
}
