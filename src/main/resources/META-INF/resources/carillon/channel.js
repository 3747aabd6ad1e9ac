/** A channel as a page has it. */

import { Refusal } from './wire.js';

/** How many publications may wait for who reads a channel by `for await`. */
const UNREAD = 10_000;

export class Channel extends EventTarget {
  position;
  #members = new Map();
  #closed;
  #ask;

  constructor(name, closed, ask, taker) {
    super();
    taker((event, detail) => this.#take(event, detail));
    this.name = name;
    this.#closed = closed;
    this.#ask = (op, what) => ask(op, { channel: name, ...what });
  }

  /** Who is here, the earliest first; kept while it is subscribed with `presence`. */
  get members() {
    return [...this.#members.values()];
  }

  async subscribe({ since, presence } = {}) {
    const before = this.position;
    const answer = await this.#ask('subscribe', { since, presence });
    this.position = this.position === before ? answer.position : this.position; // more may have come by now
    return answer;
  }

  async unsubscribe() {
    await this.#ask('unsubscribe');
    this.#take('unsubscribed', { code: 'bye', message: '' });
  }

  async publish(content, { type = 'message', slot, key, queue } = {}) {
    const command = { channel: this.name, content: json(content), slot, key };
    return this.#ask('publish', { queue, command: { type: type === 'message' ? 'publish' : type, ...command } });
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
    let behind = false;
    let wake;
    let end = this.#closed();
    const listen = (type, act) => this.addEventListener(type, (event) => {
      act(event.detail);
      wake?.();
    }, { signal });
    listen('message', (message) => {
      behind = unread.push(message) > UNREAD;
      behind && ended.abort();
    });
    listen('unsubscribed', () => { end = true; });
    listen('closed', () => { end = true; });
    try {
      while (unread.length || !end) {
        if (behind) {
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

  #take(event, detail) {
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
    tell(this, event, detail);
  }

  #request(command) {
    return this.#ask('request', { command: { ...command, channel: this.name } });
  }
}

export function tell(target, type, detail) {
  target.dispatchEvent(new CustomEvent(type, { detail }));
}

/** As JSON says it now, whatever the page does with it later. */
export function json(content) {
  try {
    return JSON.parse(JSON.stringify(content));
  } catch (failure) {
    throw new Refusal('malformed', `this is not JSON: ${failure.message}`);
  }
}
