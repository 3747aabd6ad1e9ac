// What waits in IndexedDB outlives a reload of the page.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { settle } from './kit/clock.mjs';
import { events, outcome } from './kit/page.mjs';
import { STORED, worldWithStore } from './kit/worlds.mjs';

const it = worldWithStore();
const { published, leaves } = it;

test('the next page sends it in its order, though all was written in one moment', async () => {
  const many = Array.from({ length: 30 }, (_, n) => n);
  await leaves(many);
  await it.online(STORED);
  assert.deepEqual(published(), many);
});

test('and is told what became of each', async () => {
  await leaves(['one']);
  const page = await it.online(STORED);
  const [{ channel, content, ack, key }] = events(page, 'settled');
  assert.deepEqual({ channel, content, ack }, { channel: 'news', content: 'one', ack: { epoch: 'e1', offset: 1 } });
  assert.equal(key, it.server.commands('publish')[0].key);
  it.server.refuse('publish', 'forbidden');
  await leaves(['two']);
  const last = await it.online(STORED);
  assert.equal(events(last, 'settled')[0].refusal.name, 'Refusal');
  assert.equal(events(last, 'settled')[0].refusal.code, 'forbidden');
});

test('what was sent and not acknowledged is sent again by the same key, and is there once', async () => {
  const page = await it.online(STORED);
  it.server.mute.add('publish');
  outcome(page.channel('news').publish(1));
  await settle();
  it.server.mute.clear();
  it.server._publish(it.server.last, it.server.commands('publish')[0]);
  page.connection.close();
  await settle();
  await it.online(STORED);
  assert.deepEqual(published(), [1]);
});

test('what is acknowledged or refused is not kept', async () => {
  const page = await it.online(STORED);
  await page.channel('news').publish(1);
  it.server.refuse('publish', 'forbidden');
  await assert.rejects(page.channel('news').publish(2));
  await settle();
  assert.equal(it.databases.rows.size, 0);
});

test('volatile publications are not kept', async () => {
  const page = await it.online(STORED);
  it.server.mute.add('publish');
  outcome(page.channel('news').publish(1, { queue: false }));
  await settle();
  assert.equal(it.databases.rows.size, 0);
});

test('what this page writes comes after what the earlier one left', async () => {
  await leaves(['old']);
  const page = it.page(STORED);
  outcome(page.channel('news').publish('new'));
  await settle();
  await settle();
  assert.deepEqual(published(), ['old', 'new']);
});

test('what another user left is neither sent nor shown, and waits for that user', async () => {
  it.server.users = { n: 'nora', b: 'bob' };
  const page = await it.online({ ...STORED, token: 'n' });
  it.server.mute.add('publish');
  outcome(page.channel('news').publish('by nora'));
  await settle();
  page.connection.close();
  await settle();
  it.server.mute.clear();
  const other = await it.online({ ...STORED, token: 'b' });
  await settle();
  assert.deepEqual(published(), []);
  assert.deepEqual(events(other, 'settled'), []);
  other.connection.close();
  await it.online({ ...STORED, token: 'n' });
  await settle();
  assert.deepEqual(published(), ['by nora']);
});

test('what was left for another server stays', async () => {
  await leaves(['here']);
  const { connect } = await import('./load.mjs');
  const elsewhere = connect('ws://other.test/ws', { ...STORED, WebSocket: it.server.WebSocket });
  await settle();
  assert.deepEqual(published(), []);
  elsewhere.close();
  await it.online(STORED);
  assert.deepEqual(published(), ['here']);
});

test('where the browser allows no store, it waits in memory, and the console says so', async () => {
  it.databases.broken = true;
  const { warn } = console;
  const warned = [];
  console.warn = (...words) => warned.push(words[0]);
  const page = await it.online(STORED);
  await page.channel('news').publish(1);
  await settle();
  console.warn = warn;
  assert.deepEqual(published(), [1]);
  assert.match(warned[0], /memory only/);
});

test('without the option nothing is stored', async () => {
  await leaves(['gone'], { store: undefined });
  await it.online();
  assert.deepEqual(published(), []);
  assert.equal(it.databases.rows.size, 0);
});

test('what was written in a channel is sent from within it by a page that is not there, which leaves again', async () => {
  const page = await it.online(STORED);
  await page.channel('news').subscribe();
  page.connection.pause();
  outcome(page.channel('news').publish('from within'));
  await settle();
  page.connection.close();
  await settle();
  const from = it.server.commands('subscribe').length;
  const next = await it.online(STORED);
  await settle();
  assert.deepEqual(published(), ['from within']);
  assert.deepEqual(next.channel('news').told, []);
  const kinds = it.server.last.sent.map(({ type }) => type).filter((type) => /subscribe|publish/.test(type));
  assert.deepEqual(kinds, ['subscribe', 'publish', 'unsubscribe']);
  assert.equal(it.server.commands('subscribe').length, from + 1);
});

test('and is refused if the server does not let that page in', async () => {
  const page = await it.online(STORED);
  await page.channel('news').subscribe();
  page.connection.pause();
  outcome(page.channel('news').publish('too late'));
  await settle();
  page.connection.close();
  await settle();
  it.server.refuse('subscribe', 'forbidden');
  const next = await it.online(STORED);
  await settle();
  assert.deepEqual(published(), []);
  assert.equal(events(next, 'settled')[0].refusal.code, 'forbidden');
});

test('what was stored for a user and no channel says so when it has its answer', async () => {
  it.server.reachable = false;
  const page = await it.online(STORED);
  outcome(page.connection.send('nora', 'hi'));
  await settle();
  page.connection.close();
  await settle();
  it.server.reachable = true;
  const [{ key, ack, refusal, ...settled }] = events(await it.online(STORED), 'settled');
  assert.deepEqual(settled, { to: 'nora', content: 'hi' });
});

test('a connection that was closed keeps what is stored, and sends it if it is opened again', async () => {
  const page = await it.online(STORED);
  it.server.mute.add('publish');
  const answer = outcome(page.channel('news').publish(1));
  await settle();
  it.server.mute.clear();
  it.server.last.drop(1008, 'limit');
  await settle();
  assert.deepEqual([page.state.name, answer], ['closed', {}]);
  page.connection.reconnect();
  await settle();
  assert.equal(answer.value.offset, 1);
});

test('a page that closes the connection is told that its publication may come yet', async () => {
  it.server.reachable = false;
  const page = await it.online(STORED);
  const answer = outcome(page.channel('news').publish(1));
  await settle();
  page.connection.close();
  await settle();
  assert.deepEqual([answer.refusal.code, answer.refusal.retry], ['closed', true]);
  assert.equal(it.databases.rows.size, 1);
});

describe('a database', () => {
  test('that never opens holds nothing up for more than 3 s', async () => {
    it.databases.silent = true;
    const { warn } = console;
    const warned = [];
    console.warn = (...words) => warned.push(words[0]);
    const page = await it.online(STORED);
    const answer = outcome(page.channel('news').publish(1));
    await it.clock.pass(3000);
    console.warn = warn;
    assert.ok(answer.value);
    assert.match(warned[0], /memory only/);
  });

  test('that the browser has closed is opened again', async () => {
    it.server.reachable = false;
    const page = await it.online(STORED);
    it.databases.close();
    outcome(page.channel('news').publish('kept'));
    await settle();
    page.connection.close();
    it.server.reachable = true;
    await it.online(STORED);
    await settle();
    assert.deepEqual(published(), ['kept']);
  });
});
