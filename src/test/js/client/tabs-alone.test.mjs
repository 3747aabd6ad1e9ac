// Where no worker comes up, each tab has a connection of its own.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';

import { settle, until } from './kit/clock.mjs';
import { outcome, world } from './kit/page.mjs';
import { Workers } from './kit/worker.mjs';

const it = world();
let workers;
let native;

beforeEach(async () => {
  workers = new Workers();
  native = globalThis.WebSocket;
  // A class cannot be handed to a worker: there it is the one of the browser.
  globalThis.WebSocket = it.server.WebSocket;
  await workers.install();
});
afterEach(async () => {
  it.pages.splice(0).forEach(({ connection }) => connection.close());
  await settle();
  workers.restore();
  globalThis.WebSocket = native;
});

async function tab(options) {
  const page = it.page({ shared: true, WebSocket: undefined, ...options });
  await until(() => page.state.name === 'online', 'online');
  return page;
}

/** A round trip of all ports. */
async function round() {
  await settle();
  await settle();
}

describe('without a worker', () => {
  for (const mode of ['fails', 'forbidden']) {
    test(`that ${mode}: each tab has a connection of its own, at once`, async () => {
      workers.mode = mode;
      const pages = [await tab(), await tab()];
      assert.equal(it.server.sessions.length, 2);
      await pages[0].channel('news').publish(1);
    });
  }

  test('that does not answer: the same after 3 s, and nothing asked meanwhile is lost', async () => {
    workers.mode = 'never';
    const page = it.page({ shared: true, WebSocket: undefined });
    const answer = outcome(page.channel('news').publish(1));
    await it.clock.pass(2999);
    assert.equal(it.server.sessions.length, 0);
    await it.clock.pass(1);
    assert.ok(answer.value);
  });

  test('that answers too late: the tab keeps its own, and the worker has none', async () => {
    workers.mode = 'never';
    const page = it.page({ shared: true, WebSocket: undefined });
    await it.clock.pass(3000);
    workers.made[0].connect();
    await round();
    await round();
    assert.equal(it.server.sessions.filter(({ open }) => open).length, 1);
    await page.channel('news').publish(1);
    assert.deepEqual(page.states, ['connecting', 'online']);
  });

  test('a tab that closes before the worker answers leaves nothing behind', async () => {
    workers.mode = 'never';
    const page = it.page({ shared: true, WebSocket: undefined });
    page.connection.close();
    workers.made[0].connect();
    await it.clock.pass(5000);
    await round();
    assert.equal(it.server.sessions.filter(({ open }) => open).length, 0);
  });

  test('nor locks: each tab has a connection of its own', async () => {
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
    await tab();
    assert.equal(workers.made.length, 0);
    assert.equal(it.server.sessions.length, 1);
  });
});
