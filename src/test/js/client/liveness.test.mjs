// A dead link is noticed, and a live one never given up, whatever the browser does to timers.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';

import { settle } from './kit/clock.mjs';
import { outcome, world } from './kit/page.mjs';

const it = world();

test('the ping of the server is answered', async () => {
  await it.online();
  it.server.last.say({ type: 'ping' });
  await settle();
  assert.equal(it.server.last.commands('pong').length, 1);
});

test('a link that is silent for interval and timeout is given up with 4000', async () => {
  const page = await it.online();
  it.server.last.cut = true;
  await it.clock.pass(34_999);
  assert.equal(page.state.name, 'online');
  await it.clock.pass(1);
  assert.equal(it.server.sessions[0].closedBy.code, 4000);
  assert.equal(page.state.code, 4000);
  await it.clock.pass(1000);
  assert.equal(page.state.name, 'online');
});

test('the times are those of the welcome', async () => {
  it.server.heartbeat = { interval: 3000, timeout: 1000 };
  const page = await it.online();
  it.server.last.cut = true;
  await it.clock.pass(4000);
  assert.equal(page.state.name, 'waiting');
});

test('any frame is a sign of life', async () => {
  const page = await it.online();
  for (let n = 0; n < 10; n++) {
    await it.clock.pass(34_000);
    it.server.last.say({ type: 'notification', content: n });
  }
  await settle();
  assert.equal(it.server.sessions.length, 1);
  assert.equal(page.state.name, 'online');
});

test('a tab in the background, whose timers come once a minute, keeps a live link for hours', async () => {
  const page = await it.online();
  await it.clock.throttled(7_200_000);
  assert.equal(it.server.sessions.length, 1);
  assert.equal(page.state.name, 'online');
});

test('a tab in the background notices a dead link within minutes', async () => {
  const page = await it.online();
  it.server.last.cut = true;
  await it.clock.throttled(360_000);
  assert.equal(it.server.sessions[0].closedBy.code, 4000);
  assert.ok(page.states.includes('waiting'));
});

test('a tab that slept for a day keeps its link if it is still there', async () => {
  const page = await it.online();
  await it.clock.sleep(86_400_000);
  await it.clock.pass(20_000);
  assert.equal(it.server.sessions.length, 1);
  assert.equal(page.state.name, 'online');
});

test('a tab that slept for a day, whose link is gone, returns', async () => {
  const page = await it.online();
  it.server.last.cut = true;
  await it.clock.sleep(86_400_000);
  await it.clock.pass(12_000);
  assert.equal(it.server.sessions.length, 2);
  assert.equal(page.state.name, 'online');
});

describe('news of the page and the network', () => {
  beforeEach(() => {
    globalThis.addEventListener = EventTarget.prototype.addEventListener.bind(new EventTarget());
    const target = new EventTarget();
    for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) {
      globalThis[name] = target[name].bind(target);
    }
    globalThis.document = Object.assign(new EventTarget(), { hidden: false });
  });
  afterEach(() => {
    for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent', 'document']) {
      delete globalThis[name];
    }
  });
  const happens = (name, target = globalThis) => target.dispatchEvent(new Event(name));

  test('online: a page that waits returns at once', async () => {
    const page = await it.online({ backOff: { step: 1e6, limit: 1e6 } });
    it.server.last.drop(1006);
    assert.equal(page.state.name, 'waiting');
    happens('online');
    await settle();
    assert.equal(page.state.name, 'online');
  });

  for (const [name, where] of [['pageshow', 'window'], ['resume', 'document'], ['visibilitychange', 'document']]) {
    test(`${name}: so does a page that comes back`, async () => {
      const page = await it.online({ backOff: { step: 1e6, limit: 1e6 } });
      it.server.last.drop(1006);
      happens(name, where === 'window' ? globalThis : document);
      await settle();
      assert.equal(page.state.name, 'online');
    });
  }

  test('a page that is hidden does not', async () => {
    const page = await it.online({ backOff: { step: 1e6, limit: 1e6 } });
    it.server.last.drop(1006);
    document.hidden = true;
    happens('visibilitychange', document);
    await settle();
    assert.equal(page.state.name, 'waiting');
  });

  test('offline: a link that is dead is given up within 5 s', async () => {
    const page = await it.online();
    await it.clock.pass(1000);
    it.server.last.cut = true;
    happens('offline');
    await it.clock.pass(5000);
    assert.equal(page.state.name, 'waiting');
    assert.equal(page.state.code, 4000);
  });

  test('offline: a link that works all the same is kept', async () => {
    const page = await it.online();
    happens('offline');
    happens('online');
    await it.clock.pass(20_000);
    assert.equal(it.server.commands('ping').length, 1, 'both are one doubt');
    assert.deepEqual(page.states, ['connecting', 'online']);
  });

  test('a page that was closed listens no more', async () => {
    const page = await it.online();
    page.connection.close();
    happens('online');
    await settle();
    assert.equal(it.server.sessions.length, 1);
  });

  test('a page that was paused stays so', async () => {
    const page = await it.online();
    page.connection.pause();
    happens('online');
    await settle();
    assert.equal(page.state.delay, Infinity);
    assert.equal(outcome(page.connection.channel('news').publish(1)).value, undefined);
  });
});
