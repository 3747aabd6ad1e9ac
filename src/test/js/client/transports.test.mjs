// Where no WebSocket gets through: server-sent events, else polls; and back to the best way.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { settle, until } from './kit/clock.mjs';
import { chance } from './kit/page.mjs';
import { worldOfHttp } from './kit/worlds.mjs';

const it = worldOfHttp();
const ALL = { transports: undefined };

describe('which way', () => {
  test('where a WebSocket gets through, nothing else is tried', async () => {
    const page = await it.arrive(ALL);
    assert.equal(page.state.transport, 'websocket');
    assert.equal(it.http.asked.length, 0);
  });

  test('without a WebSocket it is server-sent events, at once', async () => {
    it.server.reachable = 'http';
    const page = await it.arrive(ALL);
    assert.equal(page.state.transport, 'sse');
    assert.equal(it.http.asked[0].url.href.split('?')[0], 'http://portal.test/carillon/sse');
    assert.equal(it.http.asked[0].url.searchParams.get('chunks'), '1');
    assert.ok(!page.states.includes('waiting'));
  });

  test('without those it is polls', async () => {
    it.server.reachable = 'http';
    it.http.ways.sse = false;
    const page = await it.arrive(ALL);
    assert.equal(page.state.transport, 'poll');
  });

  test('a proxy that answers with a page of its own is no way', async () => {
    it.server.reachable = 'http';
    it.http.instead = [new Response('<html>', { headers: { 'Content-Type': 'text/html' } })];
    const page = await it.arrive(ALL);
    assert.equal(page.state.transport, 'poll');
  });

  test('a proxy that holds the stream back is given up in time', async () => {
    it.server.reachable = 'http';
    it.http.instead = [() => new Promise(() => {})];
    const page = it.page(ALL);
    await settle();
    assert.equal(it.http.asked.length, 1);
    await it.clock.pass(10_000);
    await until(() => page.state.name === 'online', 'online');
    assert.equal(page.state.transport, 'poll');
  });

  test('a proxy that lets a WebSocket open, but nothing through, is noticed', async () => {
    it.server.accepted = new Proxy(it.server.accepted, {
      apply: (target, self, [session]) =>
        (session.protocol ? self.sessions.push(session) : Reflect.apply(target, self, [session])),
    });
    it.server.mute.add('ping');
    const page = it.page(ALL);
    await settle();
    await it.clock.pass(10_000);
    await until(() => page.state.name === 'online', 'online');
    assert.equal(page.state.transport, 'sse');
  });

  test('when nothing gets through, it waits, and begins with the best again', async () => {
    it.server.reachable = false;
    it.http.ways = {};
    const page = it.page(ALL);
    await settle();
    assert.equal(page.state.name, 'waiting');
    assert.deepEqual(it.http.asked.map(({ path }) => path), ['sse', 'poll']);
    it.server.reachable = true;
    await it.clock.pass(1000);
    assert.equal(page.state.transport, 'websocket');
  });

  test('a WebSocket that has worked is not given up for one failure', async () => {
    const page = await it.arrive(ALL);
    it.server.reachable = 'http';
    await chance(0.9, async () => {
      it.server.last.drop(1006);
      await it.clock.pass(1000);
    });
    assert.equal(page.state.name, 'waiting');
    assert.equal(it.http.asked.length, 0);
  });

  test('but for the third in a row', async () => {
    const page = await it.arrive(ALL);
    it.server.reachable = 'http';
    it.server.last.drop(1006);
    await it.clock.pass(8000);
    await until(() => page.state.name === 'online', 'online');
    assert.equal(page.state.transport, 'sse');
  });

  test('ten minutes later a return begins with the best again', async () => {
    it.server.reachable = 'http';
    const page = await it.arrive(ALL);
    it.server.reachable = true;
    it.server.last.drop(1001, 'shutdown');
    await settle();
    await it.clock.pass(1000);
    await until(() => page.state.name === 'online', 'online');
    assert.equal(page.state.transport, 'sse');
    it.clock.now += 600_000;
    it.server.last.drop(1001, 'shutdown');
    await until(() => page.state.name === 'waiting', 'the end');
    await it.clock.pass(1000);
    assert.equal(page.state.transport, 'websocket');
  });

  test('news of the network are a reason to begin with the best again', async () => {
    globalThis.document = new EventTarget();
    it.server.reachable = 'http';
    const page = await it.arrive(ALL);
    it.server.reachable = true;
    it.server.last.drop(1001, 'shutdown');
    await until(() => page.state.name === 'waiting', 'the end');
    document.dispatchEvent(new Event('resume'));
    await settle();
    delete globalThis.document;
    assert.equal(page.state.transport, 'websocket');
  });

  test('failures that are not in a row are no reason to leave a WebSocket', async () => {
    const page = await it.arrive(ALL);
    for (let n = 0; n < 5; n++) {
      it.server.reachable = 'http';
      it.server.last.drop(1006);
      await it.clock.pass(page.state.delay);
      assert.equal(page.state.name, 'waiting');
      it.server.reachable = true;
      await it.clock.pass(page.state.delay);
      assert.equal(page.state.name, 'online');
    }
    assert.equal(it.http.asked.length, 0);
  });

  test('the options say which are tried', async () => {
    const page = await it.arrive({ transports: ['poll'] });
    assert.equal(page.state.transport, 'poll');
  });

  test('where the runtime has no WebSocket the others do', async () => {
    const { WebSocket } = globalThis;
    globalThis.WebSocket = undefined;
    const page = await it.arrive({ WebSocket: undefined, transports: undefined });
    globalThis.WebSocket = WebSocket;
    assert.equal(page.state.transport, 'sse');
  });
});
