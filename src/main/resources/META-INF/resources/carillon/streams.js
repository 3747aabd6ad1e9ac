/** Which page reads which channel, and how far it is: subscribes, recovers after a return, hands on what comes. */

import { Refusal } from './wire.js';

/** After how long what the server could not do just now is asked again, in milliseconds. */
const AGAIN = 2000;

/**
 * A stream is { name, readers, waiters, … }: `readers` has the position that each page has reached, or undefined until
 * it has one; `waiters` are those whose subscription has no answer yet, with the `since` that they asked for. `live`
 * is whether the server's answer is whole, `known` whether it ever was, `returning` whether it was before the
 * connection was lost, and `missed` whether the server gave up half way. Tells `send(command)` and `live()`,
 * and asks `online()`.
 */
export class Streams {
  #tell;
  #streams = new Map();
  #ids = 0;

  constructor(tell) {
    this.#tell = tell;
  }

  /** Whether somebody reads it. */
  has(channel) {
    return this.#streams.has(channel);
  }

  /** Whether what is published there may be sent: what was missed comes first. */
  ready(channel) {
    return this.#streams.get(channel)?.live ?? true;
  }

  subscribe(front, n, { channel, since, presence }) {
    const fresh = { name: channel, readers: new Map(), waiters: [] };
    const stream = this.#streams.get(channel) ?? fresh;
    const { readers, waiters } = stream;
    this.#streams.set(channel, stream);
    const joins = !readers.has(front);
    const reached = readers.get(front) ?? (stream.live ? stream.position : undefined);
    readers.set(front, since ?? reached);
    if (stream.live && !since && !presence) {
      return front.post({ n, value: { position: stream.position } });
    }
    waiters.push({ front, n, since, joins, reached });
    const underWay = stream.asked && !stream.live && !since && !presence;
    stream.presence ||= presence;
    if (this.#tell.online() && !underWay) {
      this.#enter(stream);
    }
  }

  /** Whether nobody reads it any more, so that the server can be told. */
  unsubscribe(front, channel) {
    const stream = this.#streams.get(channel);
    if (!stream?.readers.delete(front)) {
      return false;
    }
    this.#refuse(stream, new Refusal('lost', 'the subscription was ended'), front);
    return stream.readers.size === 0;
  }

  /** A page goes: the channels that nobody reads any more. */
  leave(front) {
    return [...this.#streams.keys()].filter((channel) => this.unsubscribe(front, channel));
  }

  /** A connection is there: subscribes to everything, from where each page was. */
  enter() {
    this.#streams.forEach((stream) => this.#enter(stream));
  }

  /** The connection was lost; with a refusal: for good. */
  lost(refusal) {
    for (const stream of this.#streams.values()) {
      stream.returning ||= stream.live;
      stream.live = false;
      clearTimeout(stream.timer);
      if (refusal) {
        this.#refuse(stream, refusal);
      }
    }
  }

  /** Something was published. Who waits for what was missed gets it with that, in its order. */
  live(message) {
    const { channel, epoch, offset } = message;
    const stream = this.#streams.get(channel);
    if (stream) {
      const position = { epoch, offset };
      const recovering = new Set(stream.waiters.filter(({ since }) => since).map(({ front }) => front));
      stream.position = later(stream.position, position);
      for (const [front, reached] of stream.readers) {
        if (!recovering.has(front)) {
          stream.readers.set(front, later(reached, position));
          front.post({ event: 'message', channel, detail: message });
        }
      }
    }
  }

  /** The answer to a subscription, or a page of it. */
  subscribed({ id, channel, epoch, offset, recovered, messages, more, members }) {
    const stream = this.#streams.get(channel);
    if (!stream) {
      return;
    }
    messages.forEach((message) => this.#recovered(stream, message));
    if (members) {
      this.news('members', channel, members);
    }
    if (!more && id === stream.asked) {
      this.#whole(stream, { epoch, offset }, recovered, members);
    }
  }

  /** News of a channel, for all who read it. */
  news(event, channel, detail) {
    this.#streams.get(channel)?.readers.forEach((reached, front) => front.post({ event, channel, detail }));
  }

  /** The server refused a subscription. */
  refused({ id, code, message, retry }) {
    const stream = [...this.#streams.values()].find(({ asked }) => asked === id);
    const refusal = new Refusal(code, message, retry);
    if (stream && retry && stream.known) {
      this.#later(stream);
    } else if (stream?.known && stream.waiters.length) {
      this.#refuse(stream, refusal); // what they asked for; those who were there before go on
      stream.readers.size && this.#enter(stream);
    } else if (stream) {
      this.#end(stream, refusal);
    }
  }

  /** The server ended a subscription. */
  ended({ channel, code = 'ended' }) {
    const stream = this.#streams.get(channel);
    if (!stream) {
      return;
    }
    stream.returning ||= stream.live;
    stream.live = false;
    if (code === 'unavailable') {
      this.#later(stream);
    } else if (code === 'unrecoverable') {
      stream.missed = true;
      stream.readers.forEach((reached, front) => stream.readers.set(front, undefined));
      this.#enter(stream);
    } else {
      this.#end(stream, new Refusal(code, 'the server ended the subscription'));
    }
  }

  /** Asks from where the slowest page is; who is there already and misses nothing changes nothing. */
  #enter(stream) {
    const { name: channel, readers, waiters, presence } = stream;
    const anew = !stream.live || waiters.some(({ since }) => since);
    const since = anew ? [...readers.values()].reduce(earlier, undefined) : undefined;
    clearTimeout(stream.timer);
    stream.live = false;
    stream.asked = `s${++this.#ids}`;
    this.#tell.send({ type: 'subscribe', id: stream.asked, channel, since, presence });
  }

  /** What was missed, to those who do not have it. */
  #recovered({ name: channel, readers }, message) {
    const { epoch, offset } = message;
    for (const [front, reached] of readers) {
      if (reached?.epoch === epoch && reached.offset < offset) {
        readers.set(front, { epoch, offset });
        front.post({ event: 'message', channel, detail: message });
      }
    }
  }

  #whole(stream, position, recovered, members) {
    const { name: channel, readers } = stream;
    const all = recovered === true && !stream.missed;
    stream.live = true;
    stream.known = true;
    stream.position = position;
    for (const [front, reached] of readers) {
      // Without `since` what is before the position may still be under way.
      readers.set(front, recovered === undefined ? reached ?? position : position);
    }
    if (stream.returning && (recovered !== undefined || stream.missed)) {
      this.news('recovered', channel, { recovered: all, position });
    }
    for (const { front, n, since } of stream.waiters.splice(0)) {
      const answer = since && { recovered: all && since.epoch === position.epoch };
      front.post({ n, value: { position, members, ...answer } });
    }
    stream.returning = stream.missed = false;
    this.#tell.live();
  }

  #later(stream) {
    clearTimeout(stream.timer);
    stream.timer = setTimeout(() => this.#enter(stream), AGAIN);
  }

  #end(stream, refusal) {
    const { code, message, retry } = refusal;
    this.news('unsubscribed', stream.name, { code, message, retry });
    this.#forget(stream);
    this.#refuse(stream, refusal);
    this.#tell.live();
  }

  /** Those who wait, or one of them; who was not there before is not there now. */
  #refuse(stream, refusal, only) {
    const refused = stream.waiters.filter(({ front }) => !only || front === only);
    stream.waiters = stream.waiters.filter((waiter) => !refused.includes(waiter));
    for (const { front, n, joins, reached } of refused) {
      refuse(front, n, refusal);
      joins ? stream.readers.delete(front) : stream.readers.has(front) && stream.readers.set(front, reached);
    }
    if (stream.readers.size === 0) {
      this.#forget(stream);
    }
  }

  #forget(stream) {
    clearTimeout(stream.timer);
    this.#streams.delete(stream.name);
  }
}

/** Tells a page of an expected no, as a message port can carry it. */
export function refuse(front, n, refusal) {
  front.post({ n, refusal: plain(refusal) });
}

export function plain({ code = 'internal', message, retry = false }) {
  return { code, message, retry };
}

/** With `queue=latest` a later place may come before an earlier one. */
function later(a, b) {
  return a?.epoch === b.epoch && a.offset > b.offset ? a : b;
}

/** Of two epochs the first counts: who is in the other has missed something anyway. */
function earlier(a, b) {
  return !a || (b?.epoch === a.epoch && b.offset < a.offset) ? b : a;
}
