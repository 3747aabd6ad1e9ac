/**
 * The connection: comes up, signs in, notices when it is dead, and returns, by whatever way lets it through. It knows
 * nothing of channels.
 */

import { Pulse } from './pulse.js';
import { LOST, possible } from './transports.js';
import { afterClose, backOff, lost, parts, Wire } from './wire.js';

/** What a client closes with that gives up a dead link. */
const DEAD_LINK = 4000;
/** How long a connection must last for the back-off to begin anew. */
const STABLE = 10_000;
/** After how many failures in a row a way that has worked before is given up for the next one. */
const STUBBORN = 3;
/** After how long the best way is tried again. */
const RETRY_BEST = 600_000;
/** The reason of a connection that came up, but had no token to sign in with. */
const NO_TOKEN = 'token: there is none just now';
const AUTH = 'auth';
/** The longest that a timer can wait. */
const FOREVER = 2 ** 31 - 1;

/** Tells `state(state)`, `message(message)`, and asks for a `token()`: a promise of one, or of none for a guest. */
export class Link {
  state = { name: 'closed', code: 1000, word: '', words: '' };
  #options;
  #tell;
  #ways;
  #way = 0;
  #worked = new Set();
  #failures = 0;
  #triedBest = 0;
  #attempt = 0;
  #wire;
  #pulse;
  /** What the server said when it let us in, and whether we stay the guest that it took us for. */
  #welcome;
  #guest;
  #onlineSince = Infinity;
  #timers = {};

  constructor(options, tell) {
    this.#options = options;
    this.#tell = tell;
    this.#ways = (options.transports ?? ['websocket', 'sse', 'poll']).filter((way) => possible(way, options));
  }

  get online() {
    return this.state.name === 'online';
  }

  /** Connects, at once even if it waits to return. */
  open() {
    this.#drop();
    this.#attempt = this.state.name === 'closed' ? 0 : this.#attempt;
    if (Date.now() - this.#triedBest > RETRY_BEST) {
      this.#use(0);
    }
    this.#become({ name: 'connecting' });
    try {
      this.#wire = this.#connected();
      this.#connectWithin('');
    } catch (impossible) {
      this.close(LOST, 'unsupported', impossible.message); // as an address that a secure page may not use
    }
  }

  #connectWithin(reason) {
    this.#after('connect', this.#options.connectTimeout ?? 10_000, () => this.#lost(LOST, reason));
  }

  #connected() {
    if (!this.#ways.length) {
      throw new Error('none of the transports is possible here');
    }
    const wire = new Wire(this.#ways[this.#way], this.#address(), this.#options, {
      open: () => this.#opened(wire),
      message: (message) => this.#handle(message),
      closed: (code, reason) => this.#lost(code, reason),
    });
    return wire;
  }

  /** Leaves for good. */
  close(code = 1000, word = 'bye', words = '') {
    this.#drop(1000, 'bye');
    this.#become({ name: 'closed', code, word, words });
  }

  /** Leaves until it is opened again. */
  pause() {
    this.#drop(1000, 'bye');
    this.#become({ name: 'waiting', delay: Infinity, code: 1000, word: 'paused', words: '' });
  }

  resume() {
    if (this.state.word === 'paused') {
      this.open();
    }
  }

  /** There is news of the network or the page: returns at once, or makes sure that the link is alive. */
  wake() {
    if (this.state.name === 'waiting' && this.state.delay !== Infinity) {
      this.#triedBest = 0;
      this.open();
    } else if (this.online) {
      this.#pulse.doubt();
    }
  }

  /** Sends a command, only while it is online; as {@link Wire#send}. */
  send(command, progress) {
    return this.#wire.send(command, progress);
  }

  /** The milliseconds until the server has answered. */
  async ping() {
    if (!this.online) {
      throw lost('there is no connection');
    }
    const begin = performance.now();
    await this.#wire.ping();
    return performance.now() - begin;
  }

  /** As a user, or with a newer token; `auth_result` comes with this id. */
  #signIn(token) {
    this.#wire.send({ type: 'auth', id: AUTH, token });
  }

  #address() {
    const { url, user, device } = this.#options;
    const address = new URL(url);
    address.protocol = address.protocol.replace('http', 'ws');
    for (const [name, value] of Object.entries({ user, device })) {
      if (value) {
        address.searchParams.set(name, value);
      }
    }
    return address;
  }

  async #opened(wire) {
    const alive = () => wire === this.#wire;
    this.#connectWithin(NO_TOKEN); // the way is open, so it is not to blame
    const token = await this.#tell.token().catch(() => NO_TOKEN);
    if (!alive()) {
      return;
    }
    if (token === NO_TOKEN) {
      return this.#lost(LOST, NO_TOKEN);
    }
    this.#connectWithin('');
    if (token) {
      return this.#signIn(token);
    }
    this.#guest = true;
    if (this.#welcome) {
      return this.#up(this.#welcome);
    }
    // A session that is not signed in gets no welcome, but its ping is answered.
    await wire.ping().catch(() => {}); // the close is told anyway
    if (alive() && !this.online) {
      this.close(1008, 'unauthenticated', 'guests are not admitted here');
    }
  }

  #handle(message) {
    if (message.type === 'welcome') {
      this.#welcome = message;
      this.#wire.limit = message.limits.message;
      return this.#guest && this.#up(message);
    }
    if (message.id !== AUTH) {
      return this.#tell.message(message);
    }
    if (message.type === 'auth_result' && message.success) {
      return this.online ? this.signedIn(message) : this.#up({ ...message, guest: false });
    }
    const { word, words } = message.type === 'error' ? { word: message.code, words: message.message }
      : parts(message.reason);
    if (message.retry) {
      return this.#lost(LOST, `${word}: ${words}`);
    }
    // The token was not accepted; a server that admits guests would go on with us as a guest.
    return word === 'token_expired' && this.#options.renews ? this.#lost(1008, 'expired')
      : this.close(1008, word, words);
  }

  #up({ user, guest, session, expires }) {
    clearTimeout(this.#timers.connect);
    this.#onlineSince = Date.now();
    this.#failures = 0;
    this.#worked.add(this.#way);
    this.#renewBefore(expires);
    const beat = this.#welcome?.heartbeat ?? { interval: 25_000, timeout: 10_000 };
    this.#pulse = new Pulse(this.#wire, beat, () => this.#lost(DEAD_LINK, 'silence'));
    this.#become({ name: 'online', user, guest, session, transport: this.#ways[this.#way] });
  }

  /** A token was accepted on the way: a guest is a user now, or has a later end. */
  signedIn({ user, expires }) {
    this.#renewBefore(expires);
    if (user !== this.state.user) {
      this.#become({ ...this.state, user, guest: false });
    }
  }

  /** Asks for another token before this time, in milliseconds since 1970. */
  #renewBefore(expires) {
    if (expires && this.#options.renews) {
      const left = expires - Date.now();
      const delay = Math.max(left - Math.min(60_000, left / 4), 1000);
      this.#after('renew', Math.min(delay, FOREVER), async () => {
        const wire = this.#wire;
        const token = await this.#tell.token().catch(() => undefined); // it expires, and then it is asked again
        if (token && wire === this.#wire) {
          this.#signIn(token);
        }
      });
    }
  }

  /** The connection has ended, or is given up. */
  #lost(code, reason) {
    const was = this.state.name;
    const attempt = Date.now() - this.#onlineSince > STABLE ? 0 : this.#attempt;
    this.#drop(DEAD_LINK, 'gone');
    const why = { code, ...parts(reason) };
    const then = afterClose(code, why.word);
    if (then === 'stay' || (then === 'renew' && !this.#options.renews)) {
      return this.#become({ name: 'closed', ...why });
    }
    if (was === 'connecting' && code === LOST && !reason && this.#otherWay()) {
      return this.open();
    }
    const { attempts = Infinity } = this.#options.backOff ?? {};
    if (attempt >= attempts) {
      return this.#become({ name: 'closed', ...why });
    }
    const delay = then === 'renew' && was === 'online' ? 0 : backOff(attempt, this.#options.backOff);
    this.#attempt = attempt + 1;
    this.#after('return', delay, () => this.open());
    this.#become({ name: 'waiting', delay, ...why });
  }

  /** Whether there is another way to try at once: this one has never worked here, or not for some time. */
  #otherWay() {
    if (++this.#failures < STUBBORN && this.#worked.has(this.#way)) {
      return false;
    }
    this.#use((this.#way + 1) % this.#ways.length);
    return this.#way > 0;
  }

  #use(way) {
    this.#way = way;
    this.#failures = 0;
    this.#triedBest = way === 0 ? Date.now() : this.#triedBest;
  }

  #become(state) {
    this.state = state;
    this.#tell.state(state);
  }

  /** Lets go of the wire, whose events do not count from now on. */
  #drop(code = DEAD_LINK, reason = 'gone') {
    Object.values(this.#timers).forEach(clearTimeout);
    this.#pulse?.stop();
    const wire = this.#wire;
    this.#wire = this.#pulse = this.#welcome = this.#guest = undefined;
    this.#onlineSince = Infinity;
    wire?.close(code, reason);
  }

  #after(name, delay, act) {
    clearTimeout(this.#timers[name]);
    this.#timers[name] = setTimeout(act, delay);
  }
}
