// What waits in IndexedDB is sent by the right page, in the name of who wrote it.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import { settle } from './kit/clock.mjs';
import { events, outcome } from './kit/page.mjs';
import { Locks } from './kit/worker.mjs';
import { STORED, worldWithStore } from './kit/worlds.mjs';

const it = worldWithStore();
const { published, browser, leaves } = it;

/** A user is online, writes what gets no answer, and goes; as a member of the channel if it was subscribed. */
async function leavesAs(token, contents, { member } = {}) {
  const page = await it.online({ ...STORED, token });
  if (member) {
    await page.channel('news').subscribe();
  }
  it.server.mute.add('publish');
  contents.forEach((content) => outcome(page.channel('news').publish(content)));
  await settle();
  page.connection.close();
  await settle();
  it.server.mute.delete('publish');
}

describe('what another user wrote', () => {
  beforeEach(() => { it.server.users = { n: 'nora', b: 'bob' }; });

  test('in a channel that this one may not enter is not asked for, nor told, and stays', async () => {
    await leavesAs('n', ['by nora'], { member: true });
    it.server.refuse('subscribe', 'forbidden', { times: 1 });
    const asked = it.server.commands('subscribe').length;
    const other = await it.online({ ...STORED, token: 'b' });
    await settle();
    assert.equal(it.server.commands('subscribe').length, asked);
    assert.deepEqual(events(other, 'settled'), []);
    assert.equal(it.databases.rows.size, 1);
  });

  test('neither counts among what waits, nor is dropped, nor told at the end', async () => {
    await leavesAs('n', [1, 2, 3]);
    it.server.reachable = false;
    const other = await it.online({ ...STORED, token: 'b', queue: 2 });
    await settle();
    ['a', 'b', 'c'].forEach((content) => outcome(other.channel('news').publish(content)));
    await settle();
    it.server.reachable = true;
    await it.clock.pass(1000);
    it.server.last.drop(1008, 'kicked');
    await settle();
    assert.deepEqual(events(other, 'overflow').map(({ content }) => content), ['a']);
    assert.deepEqual(events(other, 'settled'), []);
    assert.deepEqual(published(), ['b', 'c']);
    assert.equal(it.databases.rows.size, 3);
  });

  test('before it was known who that is, is of who signed in then, and of nobody later', async () => {
    it.server.mute.add('subscribe');
    const page = it.page({ ...STORED, token: 'n' });
    outcome(page.channel('news').subscribe());
    outcome(page.channel('news').publish('by nora'));
    await settle();
    page.connection.close();
    await settle();
    it.server.mute.clear();
    await it.online({ ...STORED, token: 'b' });
    await settle();
    assert.deepEqual(published(), []);
  });

  test('and signed out is sent by this page when that user is back', async () => {
    await leavesAs('n', ['by nora']);
    const tokens = ['b', 'n'];
    const page = await it.online({ ...STORED, token: () => tokens.shift() });
    await settle();
    assert.deepEqual(published(), []);
    page.connection.reconnect();
    await settle();
    await settle();
    assert.deepEqual(published(), ['by nora']);
  });
});

describe('several tabs', () => {
  test('do not take what a living one has written', async () => {
    browser({ locks: new Locks() });
    it.server.reachable = false;
    const first = await it.online(STORED);
    outcome(first.channel('news').publish('by the first'));
    await settle();
    it.server.reachable = true;
    const second = await it.online(STORED);
    await settle();
    assert.deepEqual([published(), events(second, 'settled')], [[], []]);
    first.connection.close();
    await settle();
    await it.online(STORED);
    await settle();
    assert.deepEqual(published(), ['by the first']);
  });

  test('do not send again what one of them has sent meanwhile', async () => {
    await leaves(['once']);
    it.server.reachable = false;
    const late = await it.online(STORED);
    it.server.reachable = true;
    await it.online(STORED);
    await settle();
    assert.deepEqual(published(), ['once']);
    late.connection.reconnect();
    await settle();
    await settle();
    assert.equal(it.server.commands('publish').length, 1);
    assert.deepEqual(events(late, 'settled'), []);
  });
});
