// All tabs share one connection, and each has what it asked for.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { until } from './kit/clock.mjs';
import { contents, events, outcome } from './kit/page.mjs';
import { worldOfTabs } from './kit/worlds.mjs';

const it = worldOfTabs();
const { tab, round } = it;

describe('tabs of one worker', () => {
  test('are one connection', async () => {
    const pages = [await tab(), await tab(), await tab()];
    assert.equal(it.server.sessions.length, 1);
    assert.deepEqual(new Set(pages.map(({ state }) => state.session)).size, 1);
    assert.match(it.workers.made[0].url.href, /carillon\.js$/);
    assert.equal(it.workers.made[0].type, 'module');
    assert.equal(new Set(it.workers.made.map(({ name }) => name)).size, 1);
  });

  test('of another server, user or name are another worker', async () => {
    await tab();
    await tab({ user: 'bob' });
    await tab({ shared: 'chat' });
    assert.equal(new Set(it.workers.made.map(({ name }) => name)).size, 3);
  });

  test('have their own subscriptions', async () => {
    const [a, b] = [await tab(), await tab()];
    await a.channel('news').subscribe();
    await b.channel('chat').subscribe();
    it.server.publish('news', 1);
    it.server.publish('chat', 2);
    await round();
    assert.deepEqual([contents(a.channel('news')), contents(a.channel('chat'))], [[1], []]);
    assert.deepEqual([contents(b.channel('news')), contents(b.channel('chat'))], [[], [2]]);
  });

  test('share a subscription: the server is asked once, and both get everything', async () => {
    const [a, b] = [await tab(), await tab()];
    await a.channel('news').subscribe();
    it.server.publish('news', 1);
    await round();
    const { position } = await b.channel('news').subscribe();
    assert.deepEqual(position, { epoch: 'e1', offset: 1 });
    it.server.publish('news', 2);
    await round();
    assert.deepEqual([contents(a.channel('news')), contents(b.channel('news'))], [[1, 2], [2]]);
    assert.equal(it.server.commands('subscribe').length, 1);
  });

  test('leave a channel one by one; the last one tells the server', async () => {
    const [a, b] = [await tab(), await tab()];
    await a.channel('news').subscribe();
    await b.channel('news').subscribe();
    await a.channel('news').unsubscribe();
    it.server.publish('news', 1);
    await round();
    assert.deepEqual([contents(a.channel('news')), contents(b.channel('news'))], [[], [1]]);
    assert.equal(it.server.commands('unsubscribe').length, 0);
    await b.channel('news').unsubscribe();
    assert.equal(it.server.commands('unsubscribe').length, 1);
  });

  test('a second tab with its own since gets what it asked for, and the first nothing twice', async () => {
    const [a, b] = [await tab(), await tab()];
    await a.channel('news').subscribe();
    [1, 2, 3].forEach((n) => it.server.publish('news', n));
    await round();
    const answer = await b.channel('news').subscribe({ since: { epoch: 'e1', offset: 1 } });
    it.server.publish('news', 4);
    await round();
    assert.equal(answer.recovered, true);
    assert.deepEqual([contents(a.channel('news')), contents(b.channel('news'))], [[1, 2, 3, 4], [2, 3, 4]]);
    assert.deepEqual(events(a.channel('news'), 'recovered'), []);
  });

  test('what is live while the second tab recovers comes to both, once and in order', async () => {
    const [a, b] = [await tab(), await tab()];
    await a.channel('news').subscribe();
    [1, 2].forEach((n) => it.server.publish('news', n));
    await round();
    it.server.mute.add('subscribe');
    const answer = outcome(b.channel('news').subscribe({ since: { epoch: 'e1', offset: 0 } }));
    await round();
    it.server.publish('news', 3);
    await round();
    assert.deepEqual(contents(b.channel('news')), []);
    it.server._subscribe(it.server.last, it.server.commands('subscribe').at(-1));
    await round();
    assert.equal(answer.value.recovered, true);
    assert.deepEqual([contents(a.channel('news')), contents(b.channel('news'))], [[1, 2, 3], [1, 2, 3]]);
  });

  test('a second tab whose since is too old is told so, and the first is not', async () => {
    const [a, b] = [await tab(), await tab()];
    await a.channel('news').subscribe();
    const answer = await b.channel('news').subscribe({ since: { epoch: 'gone', offset: 9 } });
    assert.equal(answer.recovered, false);
    assert.deepEqual(events(a.channel('news'), 'recovered'), []);
    it.server.publish('news', 1);
    await round();
    assert.deepEqual([contents(a.channel('news')), contents(b.channel('news'))], [[1], [1]]);
  });

  test('tabs that subscribe with different since while there is no connection each get theirs', async () => {
    [1, 2, 3].forEach((n) => it.server.publish('news', n));
    it.server.reachable = false;
    const a = it.page({ shared: true, WebSocket: undefined, backOff: { step: 1000 } });
    const b = it.page({ shared: true, WebSocket: undefined });
    const c = it.page({ shared: true, WebSocket: undefined });
    outcome(a.channel('news').subscribe({ since: { epoch: 'e1', offset: 2 } }));
    outcome(b.channel('news').subscribe({ since: { epoch: 'e1', offset: 0 } }));
    outcome(c.channel('news').subscribe());
    await round();
    it.server.reachable = true;
    await it.clock.pass(2000);
    await round();
    assert.deepEqual([a, b, c].map((page) => contents(page.channel('news'))), [[3], [1, 2, 3], []]);
  });

  test('after a return both get what they missed, and both are told', async () => {
    const [a, b] = [await tab(), await tab()];
    await a.channel('news').subscribe();
    await b.channel('news').subscribe();
    it.server.last.drop(1006);
    it.server.publish('news', 1);
    await it.clock.pass(1000);
    await round();
    for (const page of [a, b]) {
      assert.deepEqual(contents(page.channel('news')), [1]);
      assert.equal(events(page.channel('news'), 'recovered')[0].recovered, true);
    }
  });

  test('get their own answers, and the inbox of the user', async () => {
    const [a, b] = [await tab(), await tab()];
    assert.equal((await a.connection.call('x', 1)).content, 1);
    assert.equal((await b.connection.call('x', 2)).content, 2);
    await assert.rejects(b.connection.signIn('bad'), { name: 'Refusal', code: 'unauthenticated' });
    it.server.last.say({ type: 'direct', channel: 'inbox:x', epoch: 'i', offset: 1, content: 'hi' });
    await round();
    assert.deepEqual([a, b].map((page) => events(page, 'direct').length), [1, 1]);
  });

  test('the tab with a token callback is asked; if it dies, the next one is', async () => {
    it.server.users = { a: 'nora', b: 'nora' };
    let asked = 0;
    await tab({ token: () => ++asked && 'a' });
    const b = await tab({ token: () => 'b' });
    assert.equal(asked, 1);
    it.workers.die(0);
    await round();
    it.server.last.drop(1006);
    await it.clock.pass(1000);
    await until(() => b.state.name === 'online', 'online');
    assert.deepEqual(it.server.commands('auth').map(({ token }) => token), ['a', 'b']);
  });

  test('a tab that gives no token keeps none of the others away', async () => {
    it.server.users = { b: 'nora' };
    it.server.reachable = false;
    const warn = console.warn;
    console.warn = () => {};
    const tokens = [() => new Promise(() => {}), () => Promise.reject(new Error('signed out')), () => 'b'];
    const pages = tokens.map((token) => it.page({ shared: true, WebSocket: undefined, token }));
    await round();
    it.server.reachable = true;
    await it.clock.pass(1000);
    await until(() => pages[0].state.name === 'online', 'online');
    console.warn = warn;
    assert.equal(pages[0].state.user, 'nora');
  });

  test('an error of a worker that is in use already changes nothing', async () => {
    const page = await tab();
    it.workers.made[0].page.onerror(new Event('error'));
    await round();
    await page.channel('news').publish(1);
    assert.equal(it.server.sessions.length, 1);
    assert.deepEqual(page.states, ['connecting', 'online']);
  });

  test('of different options are different workers, whatever is in their names', async () => {
    await tab({ user: 'a', shared: 'b c' });
    await tab({ user: 'a b', shared: 'c' });
    await tab({ user: 'a b', shared: 'c', transports: ['websocket', 'sse'] });
    assert.equal(new Set(it.workers.made.map(({ name }) => name)).size, 3);
  });

  test('a tab that dies leaves its channels; what it published is still published', async () => {
    const [a, b] = [await tab(), await tab()];
    await a.channel('news').subscribe();
    await b.channel('chat').subscribe();
    it.server.mute.add('publish');
    outcome(a.channel('news').publish('last words'));
    await round();
    it.server.mute.clear();
    it.workers.die(0);
    await round();
    assert.deepEqual([...it.server.last.channels], ['chat']);
    await it.clock.pass(3000);
    assert.deepEqual(it.server.channel('news').log.map(({ content }) => content), ['last words']);
    assert.equal(events(b, 'settled')[0].content, 'last words');
  });

  test('the last one that closes ends the connection', async () => {
    const [a, b] = [await tab(), await tab()];
    a.connection.close();
    await round();
    assert.equal(it.server.last.open, true);
    b.connection.close();
    await round();
    assert.deepEqual(it.server.last.closedBy, { code: 1000, reason: 'bye' });
  });

  test('a tab that comes after the connection was closed for good brings it back, with its own token', async () => {
    it.server.users = { good: 'nora' };
    it.server.guests = false;
    const a = it.page({ shared: true, WebSocket: undefined, token: 'bad' });
    await until(() => a.state.name === 'closed', 'closed');
    const b = await tab({ token: 'good' });
    await round();
    assert.deepEqual([a.state.user, b.state.user], ['nora', 'nora']);
  });

  test('a tab that closed hears nothing more', async () => {
    const [a, b] = [await tab(), await tab()];
    a.connection.close();
    b.connection.reconnect();
    await round();
    assert.equal(a.state.name, 'closed');
    assert.equal(a.states.at(-1), 'closed');
  });
});
