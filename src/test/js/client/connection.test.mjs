// How a page comes to the server, loses it, and returns.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { settle } from './kit/clock.mjs';
import { chance, outcome, world } from './kit/page.mjs';

const it = world();

describe('coming up', () => {
  test('a guest is online after the welcome, and the page is told how', async () => {
    const page = it.page({ user: 'bob' });
    assert.deepEqual(page.state, { name: 'connecting' });
    await settle();
    const { name, user, guest, transport } = page.state;
    assert.deepEqual({ name, user, guest, transport },
      { name: 'online', user: 'guest:bob', guest: true, transport: 'websocket' });
    assert.deepEqual(page.states, ['connecting', 'online']);
  });

  test('the server is offered the dialect, chunks and gzip, and told the device', async () => {
    await it.online({ device: 'desk' });
    const { protocol, url } = it.server.last;
    assert.equal(protocol, 'carillon.v1.jsonl');
    assert.deepEqual(Object.fromEntries(url.searchParams), { device: 'desk', chunks: '1', gzip: '1' });
  });

  test('an http address is as good as a ws one', async () => {
    const { connect } = await import('./load.mjs');
    const connection = connect('https://portal.test/carillon/ws', { WebSocket: it.server.WebSocket });
    await settle();
    assert.equal(it.server.last.url.protocol, 'wss:');
    assert.equal(connection.state.name, 'online');
    connection.close();
  });

  test('an address that cannot be used closes the connection and says why', async () => {
    const page = await it.online({ WebSocket: class { constructor() { throw new Error('insecure'); } } });
    assert.deepEqual(page.state, { name: 'closed', code: 1006, word: 'unsupported', words: 'insecure' });
  });

  test('without any transport that is possible it is closed, not trying', async () => {
    const page = await it.online({ transports: [] });
    assert.equal(page.state.name, 'closed');
    assert.equal(page.state.word, 'unsupported');
  });

  test('a connection that does not come up in time is tried again', async () => {
    it.server.reachable = 'silent';
    const page = await it.online({ connectTimeout: 4000 });
    await it.clock.pass(3999);
    assert.equal(page.state.name, 'connecting');
    await it.clock.pass(1);
    assert.equal(page.state.name, 'waiting');
  });
});

describe('what follows each close', () => {
  const stays = [
    [1000, 'bye'], [1002, ''], [1003, ''], [1007, ''], [1008, 'unauthenticated: x'], [1008, 'limit: x'],
    [1008, 'kicked: x'], [1008, 'malformed: x'], [1008, ''], [1008, 'another'], [1008, 'expired: no callback'],
  ];
  const returns = [
    [1000, ''], [1001, ''], [1001, 'shutdown: x'], [1001, 'stale: x'], [1005, ''], [1006, ''], [1008, 'slow: x'],
    [1008, 'rate: x'], [1009, 'too large: x'], [1009, ''], [1011, 'internal: x'], [1011, ''], [1012, ''],
    [1013, 'overloaded: x'], [1014, ''], [4999, ''],
  ];
  for (const [code, reason] of stays) {
    test(`${code} '${reason}': stays away, and says why`, async () => {
      const page = await it.online();
      it.server.last.drop(code, reason);
      const [word, words = ''] = reason.split(': ');
      assert.deepEqual(page.state, { name: 'closed', code, word, words });
      await it.clock.pass(3_600_000);
      assert.equal(it.server.sessions.length, 1);
    });
  }
  for (const [code, reason] of returns) {
    test(`${code} '${reason}': returns after its back-off`, async () => {
      const page = await it.online();
      await chance(0.5, () => it.server.last.drop(code, reason));
      assert.equal(page.state.name, 'waiting');
      assert.equal(page.state.delay, 500);
      await it.clock.pass(499);
      assert.equal(it.server.sessions.length, 1);
      await it.clock.pass(1);
      assert.equal(page.state.name, 'online');
      assert.equal(it.server.sessions.length, 2);
    });
  }

  test('1008 expired, with a callback: asks for another token and returns at once', async () => {
    const tokens = ['first', 'second'];
    it.server.users = { first: 'nora', second: 'nora' };
    const page = await it.online({ token: () => tokens.shift() });
    it.server.last.drop(1008, 'expired: the token has expired');
    assert.equal(page.state.delay, 0);
    await it.clock.pass(0);
    assert.equal(page.state.name, 'online');
    assert.deepEqual(it.server.commands('auth').map(({ token }) => token), ['first', 'second']);
  });
});

describe('the back-off', () => {
  const waits = async (options, random, count) => {
    const delays = [];
    it.server.reachable = false;
    await chance(random, async () => {
      const page = await it.online(options);
      for (let n = 0; n < count; n++) {
        delays.push(page.state.delay);
        await it.clock.pass(page.state.delay);
      }
    });
    return delays;
  };

  test('is a random time up to 1 s, doubled with each attempt, up to 30 s', async () => {
    const most = 1 - 2 ** -40;
    const longest = (await waits({}, most, 9)).map(Math.round);
    assert.deepEqual(longest, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000]);
  });

  test('can be next to nothing: the jitter is full', async () => {
    assert.deepEqual(await waits({}, 0.001, 4), [1, 2, 4, 8]);
  });

  test('takes its step and limit from the options', async () => {
    const most = 1 - 2 ** -40;
    const delays = await waits({ backOff: { step: 10, limit: 35 } }, most, 4);
    assert.deepEqual(delays.map(Math.round), [10, 20, 35, 35]);
  });

  test('is endless, and stays within its limit after thousands of attempts', async () => {
    it.server.reachable = false;
    const page = await it.online({ backOff: { step: 1, limit: 1 } });
    for (let n = 0; n < 1100; n++) {
      await it.clock.pass(1);
    }
    assert.equal(page.state.name, 'waiting');
    assert.ok(page.state.delay <= 1);
  });

  test('ends after the attempts that the options allow, with the last reason', async () => {
    it.server.reachable = false;
    const page = await it.online({ backOff: { attempts: 3 } });
    await it.clock.pass(600_000);
    assert.equal(page.state.name, 'closed');
    assert.equal(page.state.code, 1006);
    assert.equal(page.states.filter((name) => name === 'connecting').length, 4, 'the first, and three more');
  });

  test('begins anew after a connection that lasted, and goes on after one that did not', async () => {
    const most = 1 - 2 ** -40;
    await chance(most, async () => {
      const page = await it.online();
      it.server.last.drop(1006);
      await it.clock.pass(1000);
      await it.clock.pass(5000);
      it.server.last.drop(1006);
      assert.equal(Math.round(page.state.delay), 2000);
      await it.clock.pass(2000);
      await it.clock.pass(10_001);
      it.server.last.drop(1006);
      assert.equal(Math.round(page.state.delay), 1000);
    });
  });
});

describe('what a page asks', () => {
  test('pause leaves until resume, whatever wakes the page', async () => {
    const page = await it.online();
    page.connection.pause();
    await it.clock.pass(3_600_000);
    assert.equal(page.state.name, 'waiting');
    assert.equal(page.state.delay, Infinity);
    assert.deepEqual(it.server.last.closedBy, { code: 1000, reason: 'bye' });
    page.connection.resume();
    await settle();
    assert.equal(page.state.name, 'online');
  });

  test('reconnect cuts the connection and returns at once, also after a close for good', async () => {
    const page = await it.online();
    page.connection.reconnect();
    await settle();
    assert.equal(it.server.sessions.length, 2);
    it.server.last.drop(1008, 'kicked');
    assert.equal(page.state.name, 'closed');
    page.connection.reconnect();
    await settle();
    assert.equal(page.state.name, 'online');
  });

  test('reconnect after the last attempt begins with all attempts again', async () => {
    it.server.reachable = false;
    const page = await it.online({ backOff: { attempts: 1 } });
    await it.clock.pass(60_000);
    page.connection.reconnect();
    await it.clock.pass(60_000);
    assert.equal(page.states.filter((name) => name === 'connecting').length, 4);
    assert.equal(page.state.name, 'closed');
  });

  test('close says goodbye, is told once, and refuses what follows', async () => {
    const page = await it.online();
    const waiting = outcome(page.connection.channel('news').subscribe());
    page.connection.close();
    page.connection.close();
    await settle();
    assert.deepEqual(it.server.last.closedBy, { code: 1000, reason: 'bye' });
    assert.deepEqual(page.states, ['connecting', 'online', 'closed']);
    assert.equal(waiting.refusal.code, 'closed');
    await assert.rejects(page.connection.call('x'), { name: 'Refusal', code: 'closed' });
    await assert.rejects(page.connection.channel('news').publish(1), { code: 'closed' });
    await assert.rejects(page.connection.ping(), { code: 'closed' });
  });

  test('ping tells the milliseconds until the answer, or that there is no connection', async () => {
    const page = await it.online();
    it.server.mute.add('ping');
    const ping = outcome(page.connection.ping());
    await it.clock.pass(70);
    it.server.last.say({ type: 'pong', id: it.server.last.commands('ping').at(-1).id });
    await settle();
    assert.equal(ping.value, 70);
    const lost = outcome(page.connection.ping());
    await settle();
    it.server.last.drop(1006);
    await settle();
    assert.equal(lost.refusal.code, 'lost');
    await assert.rejects(page.connection.ping(), { code: 'lost', retry: true });
  });
});

test('resume does nothing to a connection that was not paused', async () => {
  const page = await it.online();
  page.connection.resume();
  await settle();
  assert.equal(it.server.sessions.length, 1);
  page.connection.pause();
  page.connection.resume();
  await settle();
  assert.equal(page.state.name, 'online');
  assert.equal(it.server.sessions.length, 2);
});
