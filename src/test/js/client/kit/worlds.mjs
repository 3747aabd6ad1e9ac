/** Worlds in which more is there than a server: tabs and their worker, a store that outlives a page, HTTP. */

import { afterEach, beforeEach } from 'node:test';

import { settle, until } from './clock.mjs';
import { Databases } from './database.mjs';
import { Http } from './http.mjs';
import { outcome, world } from './page.mjs';
import { Workers } from './worker.mjs';

/** Where tabs share a worker: `tab(options)` opens one that is online, `round()` is a round trip of all ports. */
export function worldOfTabs() {
  const it = world();
  let native;
  beforeEach(async () => {
    it.workers = new Workers();
    native = globalThis.WebSocket;
    // A class cannot be handed to a worker: there it is the one of the browser.
    globalThis.WebSocket = it.server.WebSocket;
    await it.workers.install();
  });
  afterEach(async () => {
    it.pages.splice(0).forEach(({ connection }) => connection.close());
    await settle();
    it.workers.restore();
    globalThis.WebSocket = native;
  });
  it.tab = (options) => online(it, { shared: true, WebSocket: undefined, ...options });
  it.round = async () => {
    await settle();
    await settle();
  };
  return it;
}

export const STORED = { store: 'indexeddb' };

/** Where there is IndexedDB; `browser(navigator)` says what else the browser has. */
export function worldWithStore() {
  const it = world();
  it.published = () => it.server.channel('news').log.map(({ content }) => content);
  it.browser = (value) => Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
  beforeEach(() => {
    it.browser({});
    it.databases = new Databases();
    it.databases.install();
  });
  /** A page that has no connection writes, and is then reloaded. */
  it.leaves = async (contents, options = STORED) => {
    it.server.reachable = false;
    const page = await it.online({ ...STORED, ...options });
    contents.forEach((content) => outcome(page.channel('news').publish(content)));
    await settle();
    page.connection.close();
    await settle();
    it.server.reachable = true;
  };
  afterEach(() => {
    it.databases.restore();
    delete globalThis.navigator;
  });
  return it;
}

/** Where requests are answered; `arrive(options)` opens a page that comes online by them. */
export function worldOfHttp() {
  const it = world();
  const { fetch } = globalThis;
  beforeEach(() => {
    it.http = new Http(it.server);
    it.http.install();
  });
  afterEach(() => { globalThis.fetch = fetch; });
  it.arrive = async (options) => {
    const page = await online(it, options);
    await settle();
    return page;
  };
  return it;
}

/** Lets pass what ports and the streams of a fetch need, which is more than a turn. */
async function online(it, options) {
  const page = it.page(options);
  await until(() => page.state.name === 'online', 'online');
  return page;
}
