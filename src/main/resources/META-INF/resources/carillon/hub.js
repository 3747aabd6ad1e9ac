/**
 * Channels, requests and what waits to be published, over one link, for one page or, as a SharedWorker, for all tabs.
 * A page is a *front*: { post(message), renews }. It asks by { op, n, … } and is answered by { n, value } or
 * { n, refusal }; events are { event, channel?, detail }; { ask } wants a token, which comes as { op: 'token', n, … }.
 */

import { Link } from './link.js';
import { Outbox } from './outbox.js';
import { nonce, Refusal } from './wire.js';

/** After how long what the server could not do just now is asked again, in milliseconds. */
const AGAIN = 2000;
/** What may be asked again if the answer did not come. */
const REPEATABLE = new Set(['presence', 'history']);

export class Hub {
  #options;
  #link;
  #outbox;
  #user;
  #named;
  #inbox;
  /** Each with the position that it has reached in its channels. */
  #fronts = new Map();
  #channels = new Map();
  #requests = new Map();
  #asks = new Map();
  #ids = 0;

  constructor(options) {
    this.#options = { ...options, renews: false };
    this.#named = Boolean(options.user);
    this.#link = new Link(this.#options, {
      state: (state) => this.#changed(state),
      message: (message) => this.#received(message),
      token: () => this.#token(),
    });
    this.#outbox = new Outbox(options, {
      send: (command, progress) => this.#link.send(command, progress),
      ready: (entry) => this.#link.online && this.#ready(entry),
      settled: (entry, ack, refusal) => this.#settled(entry, ack, refusal),
      overflow: ({ command }) => this.#all('overflow', { channel: command.channel, content: command.content }),
      progress: ({ command }, sent, total) =>
        this.#all('progress', { channel: command.channel, key: command.key, sent, total }),
    });
  }

  /** A page comes. */
  join(front) {
    this.#fronts.set(front, new Map());
    this.#options.renews ||= front.renews;
    if (this.#fronts.size === 1) {
      this.#link.open();
    } else {
      front.post({ event: 'state', detail: this.#link.state });
    }
  }

  /** A page goes; the last one ends the connection. */
  leave(front) {
    const channels = this.#fronts.get(front);
    if (!channels) {
      return;
    }
    this.#outbox.forget(front);
    for (const channel of [...channels.keys()]) {
      this.#unsubscribe(front, undefined, { channel });
    }
    this.#fronts.delete(front);
    for (const [n, ask] of this.#asks) {
      if (ask.front === front) {
        this.take(front, { op: 'token', n });
      }
    }
    if (this.#fronts.size === 0) {
      this.#link.close();
    }
  }

  /** A page asks. */
  take(front, { op, n, ...what }) {
    switch (op) {
      case 'subscribe':
        return this.#subscribe(front, n, what);
      case 'unsubscribe':
        return this.#unsubscribe(front, n, what);
      case 'publish':
        return this.#publish(front, n, what);
      case 'request':
        return this.#request(front, n, what.command);
      case 'signIn':
        return this.#request(front, n, { type: 'auth', token: what.token });
      case 'ping':
        return this.#link.ping().then((value) => front.post({ n, value }), (refusal) => refuse(front, n, refusal));
      case 'received':
        return this.#link.online && this.#link.send({ type: 'received', ...what.position });
      case 'token': {
        const ask = this.#asks.get(n);
        this.#asks.delete(n);
        return what.token ? ask?.resolve(what.token) : ask?.reject(new Error('there is no token'));
      }
      case 'reconnect':
        return this.#link.open();
      case 'pause':
        return this.#link.pause();
      case 'wake':
        return this.#link.wake();
      default:
        return this.leave(front);
    }
  }

  #token() {
    const front = [...this.#fronts.keys()].find(({ renews }) => renews);
    if (!front) {
      return Promise.resolve(this.#options.token);
    }
    const n = ++this.#ids;
    return new Promise((resolve, reject) => {
      this.#asks.set(n, { front, resolve, reject });
      front.post({ ask: n });
    });
  }

  #changed(state) {
    if (state.name === 'online') {
      // A guest without a name of its own gets one from the server, which is another one after a reload.
      this.#user = state.guest && !this.#named ? '' : state.user;
      this.#outbox.signedIn(this.#user);
      this.#options.user ??= state.guest ? state.user.replace('guest:', '') : undefined;
      this.#channels.forEach((stream, channel) => this.#enter(channel, stream));
      this.#requests.forEach((request) => {
        request.sent = true;
        this.#link.send(request.command);
      });
    } else {
      this.#lost(state);
    }
    this.#all('state', state);
    if (state.name === 'online') {
      this.#outbox.flush();
    }
  }

  #lost({ name, code }) {
    const closed = name === 'closed';
    if (code === 1009) {
      this.#outbox.tooLarge();
    }
    this.#outbox[closed ? 'close' : 'lost']();
    for (const [channel, stream] of this.#channels) {
      stream.returning ||= stream.live;
      stream.live = false;
      if (closed) {
        this.#refuseAll(channel, stream, new Refusal('closed', 'the connection is closed', true));
      }
    }
    for (const [id, { front, n, command, sent }] of this.#requests) {
      if (closed || (sent && !REPEATABLE.has(command.type))) {
        this.#requests.delete(id);
        refuse(front, n, new Refusal(closed ? 'closed' : 'lost', 'the connection was lost before the answer', true));
      }
    }
  }

  #subscribe(front, n, { channel, since, presence }) {
    const known = this.#channels.get(channel);
    const stream = known ?? { position: since, waiters: [] };
    this.#channels.set(channel, stream);
    this.#fronts.get(front).set(channel, since ?? stream.position);
    if (known?.live && !since && !presence) {
      return front.post({ n, value: { position: stream.position } });
    }
    stream.presence ||= presence;
    stream.waiters.push({ front, n });
    if (this.#link.online) {
      this.#enter(channel, stream, since);
    } else if (this.#link.state.name === 'closed') {
      this.#refuseAll(channel, stream, new Refusal('closed', 'the connection is closed', true));
    }
  }

  #enter(channel, stream, since = stream.position) {
    stream.live = false;
    stream.asked = `s${++this.#ids}`;
    clearTimeout(stream.timer);
    this.#link.send({ type: 'subscribe', id: stream.asked, channel, since, presence: stream.presence });
  }

  #unsubscribe(front, n, { channel }) {
    this.#fronts.get(front).delete(channel);
    const stream = this.#channels.get(channel);
    if (!stream || this.#wanted(channel)) {
      return front.post({ n });
    }
    this.#refuseAll(channel, stream, new Refusal('lost', 'the subscription was ended'));
    this.#channels.delete(channel);
    if (this.#link.online) {
      this.#request(front, n, { type: 'unsubscribe', channel });
    } else {
      front.post({ n });
    }
  }

  #wanted(channel) {
    return this.#outbox.has(channel) || [...this.#fronts.values()].some((channels) => channels.has(channel));
  }

  #publish(front, n, { command, queue = true }) {
    if (this.#link.state.name === 'closed') {
      refuse(front, n, new Refusal('closed', 'the connection is closed', true));
    } else if (!queue && !this.#link.online) {
      refuse(front, n, new Refusal('lost', 'there is no connection', true));
    } else {
      const unique = { ...command, key: command.key ?? nonce() };
      const member = this.#channels.has(command.channel);
      this.#outbox.add({ front, n, command: unique, user: this.#user ?? '', member, volatile: !queue });
    }
  }

  /** What an earlier page wrote in a channel needs us in there, whether or not this page is. */
  #ready({ command: { channel }, member }) {
    if (member && !this.#channels.has(channel)) {
      const stream = { waiters: [] };
      this.#channels.set(channel, stream);
      this.#enter(channel, stream);
    }
    return this.#channels.get(channel)?.live ?? true;
  }

  #settled({ front, n, command }, ack, refusal) {
    if (!this.#wanted(command.channel) && this.#channels.delete(command.channel) && this.#link.online) {
      this.#link.send({ type: 'unsubscribe', channel: command.channel });
    }
    if (front) {
      return refusal ? refuse(front, n, refusal) : front.post({ n, value: ack });
    }
    const { channel, key, content } = command;
    this.#all('settled', { channel, key, content, ack, refusal: refusal && plain(refusal) });
  }

  #request(front, n, asked) {
    const id = `r${++this.#ids}`;
    const command = { ...asked, id };
    if (this.#link.state.name === 'closed') {
      return refuse(front, n, new Refusal('closed', 'the connection is closed', true));
    }
    this.#requests.set(id, { front, n, command, sent: this.#link.online });
    if (this.#link.online) {
      this.#link.send(command);
    }
  }

  #received(message) {
    switch (message.type) {
      case 'message':
      case 'chat':
      case 'notification':
        return message.channel ? this.#live(message) : this.#all('notification', message);
      case 'subscribed':
        return this.#subscribed(message);
      case 'join':
      case 'leave':
        return this.#members(message.type, message.channel, message.member);
      case 'direct':
      case 'receipt':
      case 'dropped':
        return this.#personal(message);
      case 'error':
        return this.#outbox.answered(message) || this.#answered(message) || this.#refused(message);
      case 'unsubscribed':
        return this.#answered(message) || this.#ended(message);
      default:
        return this.#outbox.answered(message) || this.#answered(message);
    }
  }

  #live(message) {
    const { channel, epoch, offset } = message;
    const stream = this.#channels.get(channel);
    if (stream) {
      stream.position = later(stream.position, { epoch, offset });
      this.#to(channel, 'message', message, stream.position);
    }
  }

  #subscribed({ id, channel, epoch, offset, recovered, messages, more, members }) {
    const stream = this.#channels.get(channel);
    if (!stream) {
      return;
    }
    for (const message of messages) {
      this.#recovered(channel, message);
    }
    stream.position = recovered === false ? { epoch, offset } : later(stream.position, { epoch, offset });
    if (members) {
      this.#members('members', channel, members);
    }
    if (more || id !== stream.asked) {
      return;
    }
    stream.live = true;
    if (stream.returning && recovered !== undefined) {
      this.#to(channel, 'recovered', { recovered, position: stream.position }, stream.position);
    }
    stream.returning = false;
    const value = { position: stream.position, recovered, members };
    stream.waiters.splice(0).forEach(({ front, n }) => front.post({ n, value }));
    this.#outbox.flush();
  }

  /** What was missed, to those who do not have it. */
  #recovered(channel, message) {
    const { epoch, offset } = message;
    for (const [front, channels] of this.#fronts) {
      const reached = channels.get(channel);
      if (reached && reached.offset < offset) {
        channels.set(channel, { epoch, offset });
        front.post({ event: 'message', channel, detail: message });
      }
    }
  }

  #members(event, channel, detail) {
    for (const [front, channels] of this.#fronts) {
      if (channels.has(channel)) {
        front.post({ event, channel, detail });
      }
    }
  }

  #to(channel, event, detail, position) {
    for (const [front, channels] of this.#fronts) {
      if (channels.has(channel)) {
        channels.set(channel, position);
        front.post({ event, channel, detail });
      }
    }
  }

  #all(event, detail) {
    for (const front of this.#fronts.keys()) {
      front.post({ event, detail });
    }
  }

  /** The inbox sends again what was not confirmed. */
  #personal(message) {
    const { type, channel, epoch, offset } = message;
    const seen = this.#inbox?.channel === channel && this.#inbox.epoch === epoch && this.#inbox.offset >= offset;
    if (!seen) {
      this.#inbox = { channel, epoch, offset };
      this.#all(type, message);
    } else if (type !== 'dropped') {
      this.#link.send({ type: 'received', ...this.#inbox });
    }
  }

  #answered(message) {
    const request = this.#requests.get(message.id);
    if (!request) {
      return false;
    }
    const { front, n } = request;
    const { id, type, ...value } = message;
    this.#requests.delete(id);
    if (type === 'error') {
      refuse(front, n, value);
    } else if (value.success === false) {
      const [code, ...words] = value.reason.split(':');
      refuse(front, n, new Refusal(code, words.join(':').trim()));
    } else {
      if (type === 'auth_result') {
        this.#link.signedIn(value);
      }
      front.post({ n, value });
    }
    return true;
  }

  /** A subscription that the server refused. */
  #refused({ id, code, message, retry }) {
    for (const [channel, stream] of this.#channels) {
      if (stream.asked === id) {
        const refusal = new Refusal(code, message, retry);
        if (retry && stream.returning) {
          this.#later(channel, stream);
        } else {
          this.#end(channel, stream, refusal);
        }
      }
    }
  }

  /** A subscription that the server ended. */
  #ended({ channel, code = 'ended' }) {
    const stream = this.#channels.get(channel);
    if (code === 'unavailable' && stream) {
      stream.returning = true;
      this.#later(channel, stream);
    } else if (code === 'unrecoverable' && stream) {
      this.#to(channel, 'recovered', { recovered: false, position: stream.position }, stream.position);
      this.#enter(channel, stream, null);
    } else if (stream) {
      this.#end(channel, stream, new Refusal(code, 'the server ended the subscription'));
    }
  }

  #later(channel, stream) {
    stream.timer = setTimeout(() => {
      if (this.#link.online && this.#channels.get(channel) === stream) {
        this.#enter(channel, stream);
      }
    }, AGAIN);
  }

  #end(channel, stream, refusal) {
    this.#channels.delete(channel);
    this.#refuseAll(channel, stream, refusal);
    for (const [front, channels] of this.#fronts) {
      if (channels.delete(channel)) {
        front.post({ event: 'unsubscribed', channel, detail: plain(refusal) });
      }
    }
    this.#outbox.refuse(channel, refusal);
    this.#outbox.flush();
  }

  #refuseAll(channel, stream, refusal) {
    stream.waiters.splice(0).forEach(({ front, n }) => refuse(front, n, refusal));
  }
}

function refuse(front, n, refusal) {
  front.post({ n, refusal: plain(refusal) });
}

/** What a message port can carry. */
function plain({ code = 'internal', message, retry = false }) {
  return { code, message, retry };
}

/** With `queue=latest` a later place may come before an earlier one. */
function later(a, b) {
  return a && a.epoch === b.epoch && a.offset > b.offset ? a : b;
}

/** As a SharedWorker: the hub of all tabs, from the first to the last. */
if (globalThis.SharedWorkerGlobalScope) {
  let hub;
  const fronts = new Set();
  globalThis.onconnect = ({ ports: [port] }) => {
    const front = { post: (message) => port.postMessage(message) };
    const leave = () => {
      if (fronts.delete(front)) {
        hub.leave(front);
        hub = fronts.size ? hub : undefined;
      }
    };
    port.onmessage = ({ data: { op, ...what } }) => {
      if (op === 'hello') {
        hub ??= new Hub(what.options);
        fronts.add(front);
        front.renews = what.renews;
        port.postMessage('ready');
        hub.join(front);
        navigator.locks?.request(what.lock, leave);
      } else if (op === 'bye') {
        leave();
      } else if (fronts.has(front)) {
        hub.take(front, { op, ...what });
      }
    };
  };
}
