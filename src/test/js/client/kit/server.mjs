/**
 * A server in memory that speaks the protocol as far as the client uses it: it signs in, keeps channels with a log, and
 * acknowledges. A test scripts what else happens: what it refuses, drops, or does not answer.
 */

import { gunzipSync, gzipSync } from 'node:zlib';

/** What a browser says of a request that the network did not let through. */
export const URL_ERROR = 'Failed to fetch';

export class Server {
  /** The connections there were, in their order. */
  sessions = [];
  /** Whether a connection comes up, and a guest is admitted. */
  reachable = true;
  guests = true;
  /** Who a token is of. */
  users = {};
  expires;
  heartbeat = { interval: 25_000, timeout: 10_000 };
  limit = 65_536;
  channels = new Map();
  /** Commands that get no answer, and those that are refused. */
  mute = new Set();
  refusals = new Map();
  #keys = new Map();
  #names = 0;

  get last() {
    return this.sessions.at(-1);
  }

  get WebSocket() {
    const server = this;
    return class extends Socket {
      constructor(url, protocol) {
        super(server, url, protocol);
      }
    };
  }

  /** All commands of this type, on all connections. */
  commands(type) {
    return this.sessions.flatMap((session) => session.commands(type));
  }

  channel(name) {
    if (!this.channels.has(name)) {
      this.channels.set(name, { epoch: 'e1', log: [], offset: 0, members: [], page: Infinity });
    }
    return this.channels.get(name);
  }

  /** Publishes; to all who are subscribed. */
  publish(name, content, more = {}) {
    const channel = this.channel(name);
    const { epoch } = channel;
    const offset = ++channel.offset;
    const message = { type: 'message', channel: name, epoch, offset, sender: 'portal', time: 1, content, ...more };
    channel.log.push(message);
    this.sessions.filter(({ open, channels }) => open && channels.has(name)).forEach((each) => each.say(message));
    return { epoch, offset };
  }

  /** The log is gone, as after a restart. */
  restart(name) {
    this.channels.set(name, { ...this.channel(name), epoch: `e${++this.#names}x`, log: [], offset: 0 });
  }

  refuse(type, code, { retry = false, times = Infinity } = {}) {
    this.refusals.set(type, { code, retry, times });
  }

  accepted(session) {
    this.sessions.push(session);
    session.name = `s${++this.#names}`;
    const user = session.url.searchParams.get('user') ?? `g${this.#names}`;
    if (this.guests) {
      this.welcome(session, `guest:${user}`, true);
    }
  }

  welcome(session, user, guest) {
    const { heartbeat, expires, limit } = this;
    const limits = { message: limit, channels: 128 };
    session.user = user;
    session.say({ type: 'welcome', session: session.name, user, guest, heartbeat, limits, ...(!guest && { expires }) });
  }

  /** Carries a command out. */
  take(session, command) {
    const refusal = this.refusals.get(command.type);
    if (this.mute.has(command.type)) {
      return;
    }
    if (refusal && refusal.times-- > 0) {
      const { code, retry } = refusal;
      return session.say({ type: 'error', id: command.id, code, message: `not ${command.type}`, retry });
    }
    this[`_${command.type}`]?.(session, command);
  }

  _ping(session, { id }) {
    session.say({ type: 'pong', id });
  }

  _auth(session, { id, token }) {
    const user = this.users[token];
    if (!user) {
      const reason = token === 'old' ? 'token_expired: it was good once' : 'unauthenticated: not accepted';
      return session.say({ type: 'auth_result', id, success: false, reason });
    }
    session.guest = false;
    if (!session.user) {
      this.welcome(session, user, false);
    }
    session.user = user;
    session.say({ type: 'auth_result', id, success: true, user, session: session.name, expires: this.expires });
  }

  _subscribe(session, { id, channel: name, since, presence }) {
    const { epoch, offset, log, members, page } = this.channel(name);
    const answer = { type: 'subscribed', id, channel: name, epoch, offset, messages: [] };
    session.channels.add(name);
    if (presence) {
      answer.members = members;
    }
    if (since) {
      answer.recovered = since.epoch === epoch && log.length === offset;
      const missed = answer.recovered ? log.filter((message) => message.offset > since.offset) : [];
      while (missed.length > page) {
        const messages = missed.splice(0, page);
        session.say({ ...answer, offset: messages.at(-1).offset, messages, more: true });
      }
      answer.messages = missed;
    }
    session.say(answer);
  }

  _unsubscribe(session, { id, channel }) {
    session.channels.delete(channel);
    session.say({ type: 'unsubscribed', id, channel });
  }

  _publish(session, { id, type, channel, content, key }) {
    const known = this.#keys.get(key);
    const as = type === 'chat' ? 'chat' : 'message';
    const position = known ?? this.publish(channel, content, { type: as, sender: session.user });
    this.#keys.set(key, position);
    session.say({ type: 'ack', id, ...position, ...(known && { duplicate: true }) });
  }

  _chat(session, command) {
    this._publish(session, command);
  }

  _send(session, { id }) {
    session.say({ type: 'ack', id, epoch: 'i1', offset: 1 });
  }

  _call(session, { id, method, content }) {
    session.say({ type: 'result', id, content: { method, content } });
  }

  _presence(session, { id, channel }) {
    session.say({ type: 'presence', id, channel, members: this.channel(channel).members });
  }

  _history(session, { id, channel: name }) {
    const { epoch, offset, log } = this.channel(name);
    session.say({ type: 'history', id, channel: name, epoch, offset, messages: log, more: false });
  }

  _chunk(session, { id, of, index, last, data }) {
    if (index > 0 && session.parts[of] === undefined) {
      return; // of a transfer that was refused
    }
    session.parts[of] = (session.parts[of] ?? '') + data;
    if (last) {
      session.say({ type: 'ack', id, of });
      session.take(JSON.parse(session.parts[of]));
    }
  }
}

/** What a connection is to the server, by whatever way. */
export class Session {
  open = false;
  channels = new Set();
  /** What the client has sent: frames, and the commands in them. */
  frames = [];
  sent = [];
  parts = {};

  constructor(server, url) {
    this.server = server;
    this.url = new URL(url);
  }

  commands(type) {
    return this.sent.filter((command) => command.type === type);
  }

  /** A frame of the client. */
  received(frame) {
    const text = typeof frame === 'string' ? frame : gunzipSync(Buffer.from(frame)).toString();
    this.frames.push(frame);
    text.split('\n').forEach((line) => this.take(JSON.parse(line)));
  }

  take(command) {
    this.sent.push(command);
    this.server.take(this, command);
  }

  /** Sends each message as a frame of its own. */
  say(...messages) {
    messages.forEach((message) => this.frame(JSON.stringify(message)));
  }
}

class Socket extends Session {
  /** Frames get no further, in either direction, and nobody notices. */
  cut = false;

  constructor(server, url, protocol) {
    super(server, url);
    this.protocol = protocol;
    queueMicrotask(() => this.#connect());
  }

  #connect() {
    if (this.ended) {
      return;
    }
    if (this.server.reachable === 'silent') {
      this.server.sessions.push(this);
    } else if (!this.server.reachable || this.server.reachable === 'http') {
      this.drop(1006, '');
    } else {
      this.open = true;
      this.onopen?.({});
      this.server.accepted(this);
    }
  }

  send(frame) {
    if (!this.open) {
      throw new Error('InvalidStateError: it is not open');
    }
    if (!this.cut) {
      queueMicrotask(() => this.open && this.received(frame));
    }
  }

  /** To the client. */
  frame(data) {
    queueMicrotask(() => this.open && !this.cut && this.onmessage?.({ data }));
  }

  zipped(...messages) {
    const bytes = gzipSync(messages.map((message) => JSON.stringify(message)).join('\n'));
    this.frame(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }

  /** The server, or the network, ends it. */
  drop(code = 1006, reason = '') {
    this.open = false;
    this.ended = { code, reason };
    this.onerror?.({});
    this.onclose?.({ code, reason });
  }

  /** The client ends it. */
  close(code, reason) {
    if (code !== 1000 && !(code >= 3000 && code < 5000)) {
      throw new Error(`InvalidAccessError: ${code}`);
    }
    this.open = false;
    this.closedBy = { code, reason };
    this.ended ??= { code, reason };
  }
}
