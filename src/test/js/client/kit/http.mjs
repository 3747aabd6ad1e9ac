/** The ways over HTTP to the server in memory, as a `fetch`: POST sse, poll and send, DELETE send. */

import { Session, URL_ERROR } from './server.mjs';

const encoder = new TextEncoder();

export class Http {
  /** What was asked: { method, path, headers, body, redirect, keepalive }. */
  asked = [];
  /** Answers that a test gives instead, the first first: a Response, an Error, or a function of the request. */
  instead = [];
  /** Which ways get through. */
  ways = { sse: true, poll: true, send: true };
  #server;
  #sessions = new Map();

  constructor(server) {
    this.#server = server;
  }

  install() {
    globalThis.fetch = async (url, init) => this.#fetch(new URL(url), init);
  }

  async #fetch(url, { method, headers, body, signal, redirect, keepalive }) {
    const path = url.pathname.split('/').at(-1);
    const request = { method, path, headers, body, url, redirect, keepalive };
    this.asked.push(request);
    const instead = this.instead.shift();
    const answer = instead ? await (instead instanceof Function ? instead(request) : instead) : undefined;
    if (answer instanceof Error || !this.ways[path]) {
      throw answer ?? new TypeError(URL_ERROR);
    }
    return answer ?? this.answer(request, signal);
  }

  /** As the server answers. */
  answer({ method, path, headers, body, url }, signal) {
    const address = headers['Carillon-Session'];
    const session = address === 'new' ? this.#open(url, path) : this.#sessions.get(address);
    if (!session) {
      return new Response('unknown session', { status: 404 });
    }
    if (method === 'DELETE') {
      session.open = false;
      session.closedBy = 'DELETE';
      return new Response(null, { status: 204 });
    }
    return path === 'send' ? session.post(Number(headers['Carillon-Sequence']), body)
      : session.listen(Number(headers['Last-Event-ID'] ?? 0), signal);
  }

  #open(url, path) {
    const address = `a${this.#sessions.size + 1}`;
    const session = new HttpSession(this.#server, url, path);
    this.#sessions.set(address, session);
    session.event('open', { address });
    queueMicrotask(() => this.#server.accepted(session));
    return session;
  }
}

export class HttpSession extends Session {
  open = true;
  /** The events that were not taken yet. */
  waiting = [];
  posts = 0;
  #ids = 0;
  #stream;

  constructor(server, url, way) {
    super(server, url);
    this.way = way;
  }

  frame(data) {
    this.raw(`${data.split('\n').map((line) => `data: ${line}\n`).join('')}\n`);
  }

  event(name, detail) {
    this.raw(`event: ${name}\ndata: ${JSON.stringify(detail)}\n\n`);
  }

  drop(code, reason) {
    this.event('close', { code, reason });
    this.open = false;
  }

  raw(text) {
    this.waiting.push({ id: ++this.#ids, text: this.way === 'poll' ? `id: ${this.#ids}\n${text}` : text });
    this.#flush();
  }

  listen(last, signal) {
    this.waiting = this.waiting.filter(({ id }) => id > last);
    const body = new ReadableStream({
      start: (controller) => {
        this.#stream = controller;
        signal.addEventListener('abort', () => this.#aborted(controller, signal.reason));
        queueMicrotask(() => this.#flush());
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream;charset=utf-8' } });
  }

  /** The network breaks the answer off, after a part of what it was to bring. */
  breakOff(text = '') {
    this.#stream.enqueue(encoder.encode(text));
    const stream = this.#stream;
    this.#stream = undefined;
    setImmediate(() => stream.error(new TypeError(URL_ERROR)));
  }

  #aborted(controller, reason) {
    if (this.#stream === controller) {
      this.#stream = undefined;
      controller.error(reason);
    }
  }

  /** A stream goes on; the answer to a poll ends with what there is. It is kept until the next poll confirms it. */
  #flush() {
    if (!this.#stream || !this.waiting.length) {
      return;
    }
    const stream = this.#stream;
    stream.enqueue(encoder.encode(this.waiting.map(({ text }) => text).join('')));
    if (this.way === 'poll') {
      this.#stream = undefined;
      stream.close();
    } else {
      this.waiting = [];
    }
  }

  post(sequence, body) {
    if (sequence > this.posts + 1) {
      return new Response('out of order', { status: 409 });
    }
    if (sequence === this.posts + 1) {
      this.posts++;
      queueMicrotask(() => this.received(body));
    }
    return new Response(null, { status: 204 });
  }
}
