// What a page asks of the portal, and of a channel.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { settle } from './kit/clock.mjs';
import { outcome, world } from './kit/page.mjs';

const it = world();

describe('calls and questions', () => {
  test('a call is answered with its content', async () => {
    const page = await it.online();
    assert.deepEqual(await page.connection.call('sum', [1, 2]), { method: 'sum', content: [1, 2] });
    assert.deepEqual(await page.connection.call('none'), { method: 'none', content: null });
  });

  test('a call that is refused says so', async () => {
    const page = await it.online();
    it.server.refuse('call', 'no_such_method');
    await assert.rejects(page.connection.call('x'), { code: 'no_such_method' });
  });

  test('a call before the page is online waits for it', async () => {
    const page = it.page();
    const answer = outcome(page.connection.call('early'));
    await settle();
    assert.equal(answer.value.method, 'early');
  });

  test('a call whose connection is lost is refused, and never carried out twice', async () => {
    const page = await it.online();
    it.server.mute.add('call');
    const answer = outcome(page.connection.call('pay'));
    await settle();
    it.server.last.drop(1006);
    await it.clock.pass(1000);
    assert.deepEqual({ ...answer.refusal }, { name: 'Refusal', code: 'lost', retry: true });
    assert.equal(it.server.commands('call').length, 1);
  });

  test('history and presence are asked again after a return', async () => {
    const page = await it.online();
    it.server.publish('news', 1);
    it.server.mute.add('history').add('presence');
    const history = outcome(page.channel('news').history({ limit: 5 }));
    const presence = outcome(page.channel('news').presence());
    await settle();
    it.server.last.drop(1006);
    it.server.mute.clear();
    await it.clock.pass(1000);
    assert.equal(history.value.messages.length, 1);
    assert.equal(history.value.more, false);
    assert.deepEqual(presence.value, []);
    assert.equal(it.server.commands('history')[1].limit, 5);
  });

  test('all that waits for a connection that is closed for good is refused', async () => {
    const page = await it.online();
    it.server.mute.add('history').add('call');
    const asked = [page.channel('news').history(), page.connection.call('x')].map(outcome);
    await settle();
    it.server.last.drop(1008, 'kicked');
    await settle();
    assert.deepEqual(asked.map(({ refusal }) => refusal.code), ['closed', 'closed']);
    await assert.rejects(page.connection.call('x'), { code: 'closed' });
  });
});
