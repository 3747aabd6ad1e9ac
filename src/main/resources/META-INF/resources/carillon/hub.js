/**
 * Requests, publications and channels, over one link, for one page or, as a SharedWorker, for all tabs.
 * A page is a *front*: { post(message), renews, token }. It asks by { op, n, … } and is answered by { n, value } or by
 * { n, refusal }; events are { event, channel?, detail }; { ask } wants a token, which comes as { op: 'token', n, … }.
 */

import { Inbox } from './inbox.js';
import { Link } from './link.js';
import { Outbox } from './outbox.js';
import { plain, refuse, Streams } from './streams.js';
import { TOO_LARGE } from './transports.js';
import { closed, lost, nonce, Refusal } from './wire.js';

/** What may be asked again if the answer did not come. */
const REPEATABLE = new Set(['presence', 'history']);
/** By whom something was written that a guest without a name of its own wrote: the server gives one, until a reload. */
const GUEST = 'guest';

export class Hub {
  #options;
  #link;
  #outbox;
  #streams;
  #user;
  #named;
  #session;
  #inbox;
  #fronts = new Set();
  #requests = new Map();
  #asks = new Map();
  #ids = 0;
  /** Reads the channels for which something waits that an earlier page has written there. */
  #own = {
    post: ({ event, channel, detail }) => event === 'unsubscribed' && this.#outbox.refuse(channel, detail),
  };

  constructor(options) {
    this.#options = { ...options, renews: false };
    this.#named = Boolean(options.user);
    this.#link = new Link(this.#options, {
      state: (state) => this.#changed(state),
      message: (message) => this.#received(message),
      token: () => this.#token(),
    });
    this.#streams = new Streams({
      send: (command) => this.#link.send(command),
      online: () => this.#link.online,
      live: () => this.#outbox.flush(),
    });
    this.#inbox = new Inbox({
      news: (message) => this.#all(message.type, message),
      confirm: (position) => this.#link.online && this.#link.send({ type: 'received', ...position }),
    });
    this.#outbox = new Outbox(options, {
      send: (command, progress) => this.#link.send(command, progress),
      ready: (entry) => this.#link.online && this.#ready(entry),
      settled: (entry, refusal, ack) => this.#settled(entry, refusal, ack),
      left: ({ command }) => this.#left(command),
      overflow: ({ command }) => this.#all('overflow', { ...goal(command), content: command.content }),
      progress: ({ command }, sent, total) => {
        this.#all('progress', { ...goal(command), key: command.key, sent, total });
      },
    });
  }

  /** A page comes; it wants a connection, also where that of the others was closed for good. */
  join(front) {
    this.#fronts.add(front);
    this.#options.renews ||= front.renews;
    this.#options.token = front.token ?? this.#options.token;
    if (this.#closed) {
      this.#link.open();
    } else {
      front.post({ event: 'state', detail: this.#link.state });
    }
  }

  /** A page goes; the last one ends the connection. */
  leave(front) {
    if (!this.#fronts.has(front)) {
      return;
    }
    this.#outbox.forget(front);
    this.#streams.leave(front).forEach((channel) => this.#leaves(front, undefined, { channel }));
    this.#fronts.delete(front);
    for (const [n, ask] of this.#asks) {
      if (ask.front === front) {
        this.#answerToken({ n });
      }
    }
    if (this.#fronts.size === 0) {
      this.#link.close();
      this.#outbox.end();
    }
  }

  /** A page asks. */
  take(front, { op, n, ...what }) {
    switch (op) {
      case 'subscribe':
        return this.#closed ? refuse(front, n, closed()) : this.#streams.subscribe(front, n, what);
      case 'unsubscribe':
        return this.#streams.unsubscribe(front, what.channel) ? this.#leaves(front, n, what) : front.post({ n });
      case 'publish':
        return this.#publish(front, n, what);
      case 'request':
        return this.#request(front, n, what.command);
      case 'signIn':
        return this.#request(front, n, { type: 'auth', token: what.token });
      case 'ping':
        return this.#link.ping().then((value) => front.post({ n, value }), (refusal) => refuse(front, n, refusal));
      case 'received':
        return this.#inbox.confirm(what.position);
      case 'token':
        return this.#answerToken({ n, ...what });
      case 'open':
      case 'pause':
      case 'resume':
      case 'wake':
        return this.#link[op]();
      default:
        return this.leave(front);
    }
  }

  get #closed() {
    return this.#link.state.name === 'closed';
  }

  /** Of the pages that have one, whichever gives it first: others may be frozen, or signed out. */
  #token() {
    const asked = [...this.#fronts].filter(({ renews }) => renews).map((front) => new Promise((resolve, reject) => {
      this.#asks.set(++this.#ids, { front, resolve, reject });
      front.post({ ask: this.#ids });
    }));
    return asked.length ? Promise.any(asked) : Promise.resolve(this.#options.token);
  }

  #answerToken({ n, token }) {
    const ask = this.#asks.get(n);
    this.#asks.delete(n);
    return token ? ask?.resolve(token) : ask?.reject(new Error('there is no token'));
  }

  #changed(state) {
    if (state.name !== 'online') {
      this.#session = undefined;
      this.#lost(state);
      return this.#all('state', state);
    }
    this.#user = state.guest && !this.#named ? GUEST : state.user;
    this.#options.user ??= state.guest ? state.user.replace('guest:', '') : undefined;
    this.#outbox.signedIn(this.#user);
    // A guest who becomes a user stays in the same session.
    if (state.session !== this.#session) {
      this.#session = state.session;
      this.#streams.enter();
      this.#requests.forEach((request) => this.#ask(request));
    }
    this.#all('state', state);
    this.#outbox.flush();
  }

  #lost({ code }) {
    if (code === TOO_LARGE) {
      this.#outbox.tooLarge();
    }
    const end = this.#closed ? closed() : undefined;
    this.#outbox.lost(end);
    this.#streams.lost(end);
    for (const [id, request] of this.#requests) {
      if (end || (request.sent && !REPEATABLE.has(request.command.type))) {
        this.#requests.delete(id);
        this.#refuse(request, end ?? lost('there was no answer'));
      }
    }
  }

  /** Nobody here reads the channel any more. */
  #leaves(front, n, { channel }) {
    return this.#link.online ? this.#request(front, n, { type: 'unsubscribe', channel }) : front.post({ n });
  }

  #publish(front, n, { command, queue = true }) {
    if (this.#closed) {
      refuse(front, n, closed());
    } else if (!queue && !this.#link.online) {
      refuse(front, n, lost('there is no connection'));
    } else {
      const unique = { ...command, key: command.key ?? nonce() };
      const member = this.#streams.has(command.channel);
      this.#outbox.add({ front, n, command: unique, user: this.#user, member, volatile: !queue });
    }
  }

  /** Who spoke as a member has to be one. */
  #ready({ command: { channel }, member }) {
    if (member && !this.#streams.has(channel)) {
      this.#streams.subscribe(this.#own, undefined, { channel });
    }
    return this.#streams.ready(channel);
  }

  /** What is read here only for the sake of what waits for it is left with the last of that. */
  #left(command) {
    if (!this.#outbox.has(command.channel) && this.#streams.unsubscribe(this.#own, command.channel)) {
      this.#leaves(this.#own, undefined, command);
    }
  }

  #settled({ front, n, command }, refusal, ack) {
    this.#left(command);
    if (front) {
      return refusal ? refuse(front, n, refusal) : front.post({ n, value: ack });
    }
    const { key, content } = command;
    return this.#all('settled', { ...goal(command), key, content, ack, refusal: refusal && plain(refusal) });
  }

  #request(front, n, asked) {
    const request = { front, n, command: { ...asked, id: `r${++this.#ids}` } };
    if (this.#closed) {
      return this.#refuse(request, closed());
    }
    this.#requests.set(request.command.id, request);
    if (this.#link.online) {
      this.#ask(request);
    }
  }

  #ask(request) {
    request.sent = true;
    this.#link.send(request.command);
  }

  /** Who leaves a channel has left it, whatever comes of telling the server. */
  #refuse({ front, n, command }, refusal) {
    return command.type === 'unsubscribe' ? front.post({ n }) : refuse(front, n, refusal);
  }

  #received(message) {
    switch (message.type) {
      case 'message':
      case 'chat':
      case 'notification':
        return message.channel ? this.#streams.live(message) : this.#all('notification', message);
      case 'subscribed':
        return this.#streams.subscribed(message);
      case 'join':
      case 'leave':
        return this.#streams.news(message.type, message.channel, message.member);
      case 'direct':
      case 'receipt':
      case 'dropped':
        return this.#inbox.take(message);
      case 'error':
        return this.#outbox.answered(message) || this.#answered(message) || this.#streams.refused(message);
      case 'unsubscribed':
        return this.#answered(message) || this.#streams.ended(message);
      default:
        return this.#outbox.answered(message) || this.#answered(message);
    }
  }

  #all(event, detail) {
    this.#fronts.forEach((front) => front.post({ event, detail }));
  }

  #answered({ id, type, of, ...value }) {
    const request = this.#requests.get(id);
    if (!request) {
      return false;
    }
    if (type === 'ack' && of) {
      return true; // a large one has arrived; its answer follows
    }
    const { front, n, command } = request;
    const [code, ...words] = value.reason?.split(':') ?? [];
    this.#requests.delete(id);
    if (type === 'error') {
      this.#refuse(request, value);
    } else if (value.success === false) {
      refuse(front, n, new Refusal(code, words.join(':').trim()));
    } else {
      if (type === 'auth_result') {
        this.#options.token = command.token; // for when the connection returns
        this.#link.signedIn(value);
      }
      front.post({ n, value });
    }
    return true;
  }
}

/** Where a publication goes: a channel, or a user's inbox. */
function goal({ channel, to }) {
  return to ? { to } : { channel };
}
