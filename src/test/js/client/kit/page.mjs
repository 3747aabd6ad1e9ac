/** What a test sees of a page: a connection to the server in memory, and all that it was told. */

import { afterEach, beforeEach } from 'node:test';

import { connect } from '../load.mjs';
import { Clock, settle } from './clock.mjs';
import { Server } from './server.mjs';

export const URL_OF_SERVER = 'ws://portal.test/carillon/ws';

/** Gives each test of a file a clock and a server of its own, and closes what it opened. */
export function world() {
  const it = { pages: [] };
  beforeEach(() => {
    it.clock = new Clock();
    it.server = new Server();
    it.clock.install();
  });
  afterEach(async () => {
    it.pages.splice(0).forEach(({ connection }) => connection.close());
    await settle();
    it.clock.restore();
  });
  it.page = (options) => {
    const page = new Page({ WebSocket: it.server.WebSocket, transports: ['websocket'], ...options });
    it.pages.push(page);
    return page;
  };
  /** A page that is online. */
  it.online = async (options) => {
    const page = it.page(options);
    await settle();
    return page;
  };
  return it;
}

const EVENTS = ['state', 'notification', 'direct', 'receipt', 'dropped', 'overflow', 'progress', 'settled'];
const OF_CHANNEL = ['message', 'join', 'leave', 'members', 'recovered', 'unsubscribed', 'closed'];

export class Page {
  constructor(options, url = URL_OF_SERVER) {
    this.connection = connect(url, options);
    this.told = record(this.connection, EVENTS);
  }

  get state() {
    return this.connection.state;
  }

  get states() {
    return this.told.filter(({ type }) => type === 'state').map(({ detail }) => detail.name);
  }

  /** A channel with all that it was told. */
  channel(name) {
    const channel = this.connection.channel(name);
    channel.told ??= record(channel, OF_CHANNEL);
    return channel;
  }
}

function record(target, types) {
  const told = [];
  types.forEach((type) => target.addEventListener(type, ({ detail }) => told.push({ type, detail })));
  return told;
}

/** The contents of the publications among what a channel was told. */
export function contents({ told }) {
  return told.filter(({ type }) => type === 'message').map(({ detail }) => detail.content);
}

export function events({ told }, type) {
  return told.filter((event) => event.type === type).map(({ detail }) => detail);
}

/** What comes of a promise, without waiting for it: { value } or { refusal }. */
export function outcome(promise) {
  const it = {};
  promise.then((value) => Object.assign(it, { value }), (refusal) => Object.assign(it, { refusal }));
  return it;
}

/** With the least and the most of chance that there is. */
export function chance(value, work) {
  const random = Math.random;
  Math.random = () => value;
  return Promise.resolve(work()).finally(() => { Math.random = random; });
}
