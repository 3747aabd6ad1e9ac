// Where no worker comes up, each tab has a connection of its own.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { outcome } from './kit/page.mjs';
import { worldOfTabs } from './kit/worlds.mjs';

const it = worldOfTabs();
const { tab, round } = it;

describe('without a worker', () => {
  for (const mode of ['fails', 'forbidden']) {
    test(`that ${mode}: each tab has a connection of its own, at once`, async () => {
      it.workers.mode = mode;
      const pages = [await tab(), await tab()];
      assert.equal(it.server.sessions.length, 2);
      await pages[0].channel('news').publish(1);
    });
  }

  test('that does not answer: the same after 3 s, and nothing asked meanwhile is lost', async () => {
    it.workers.mode = 'never';
    const page = it.page({ shared: true, WebSocket: undefined });
    const answer = outcome(page.channel('news').publish(1));
    await it.clock.pass(2999);
    assert.equal(it.server.sessions.length, 0);
    await it.clock.pass(1);
    assert.ok(answer.value);
  });

  test('that answers too late: the tab keeps its own, and the worker has none', async () => {
    it.workers.mode = 'never';
    const page = it.page({ shared: true, WebSocket: undefined });
    await it.clock.pass(3000);
    it.workers.made[0].connect();
    await round();
    await round();
    assert.equal(it.server.sessions.filter(({ open }) => open).length, 1);
    await page.channel('news').publish(1);
    assert.deepEqual(page.states, ['connecting', 'online']);
  });

  test('a tab that closes before the worker answers leaves nothing behind', async () => {
    it.workers.mode = 'never';
    const page = it.page({ shared: true, WebSocket: undefined });
    page.connection.close();
    it.workers.made[0].connect();
    await it.clock.pass(5000);
    await round();
    assert.equal(it.server.sessions.filter(({ open }) => open).length, 0);
  });

  test('nor locks: each tab has a connection of its own', async () => {
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
    await tab();
    assert.equal(it.workers.made.length, 0);
    assert.equal(it.server.sessions.length, 1);
  });
});
