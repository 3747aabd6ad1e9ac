// Who is in a channel, and reading it by `for await`.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { settle } from './kit/clock.mjs';
import { contents, events, outcome, world } from './kit/page.mjs';

const it = world();

/** The connection is lost, something happens meanwhile, and it returns. */
async function away(meanwhile = () => {}) {
  it.server.last.drop(1006);
  meanwhile();
  await it.clock.pass(1000);
}

describe('members', () => {
  const member = (user) => ({ user, guest: false, since: 1, info: {}, sessions: ['x'] });

  test('are kept from the list, joins and leaves; news that are none are not told', async () => {
    it.server.channel('room').members = [member('nora'), member('bob')];
    const page = await it.online();
    const room = page.channel('room');
    const answer = await room.subscribe({ presence: true });
    assert.equal(answer.members.length, 2);
    const say = (type, user) => it.server.last.say({ type, channel: 'room', member: member(user) });
    say('join', 'nora');
    say('join', 'eve');
    say('leave', 'bob');
    say('leave', 'nobody');
    await settle();
    assert.deepEqual(room.members.map(({ user }) => user), ['nora', 'eve']);
    assert.deepEqual([events(room, 'join').length, events(room, 'leave').length], [1, 1]);
    assert.deepEqual((await room.presence()).map(({ user }) => user), ['nora', 'bob']);
  });

  test('asking for members of a channel that is live changes nothing of its messages', async () => {
    const page = await it.online();
    const room = page.channel('room');
    await room.subscribe();
    const answer = room.subscribe({ presence: true });
    it.server.publish('room', 1);
    await answer;
    it.server.publish('room', 2);
    await settle();
    assert.deepEqual(contents(room), [1, 2]);
    assert.equal(it.server.commands('subscribe')[1].since, undefined);
    assert.deepEqual(events(room, 'recovered'), []);
  });
});

describe('reading by for await', () => {
  test('gives what is published from then on, and ends with the subscription', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    const read = [];
    const loop = (async () => {
      for await (const { content } of news) {
        read.push(content);
      }
    })();
    const ended = outcome(loop);
    await settle();
    it.server.publish('news', 1);
    it.server.publish('news', 2);
    await settle();
    await news.unsubscribe();
    await settle();
    assert.deepEqual(read, [1, 2]);
    assert.ok('value' in ended);
  });

  for (const [how, end] of [
    ['the connection is closed', (page) => page.connection.close()],
    ['the server closes it for good', () => it.server.last.drop(1008, 'kicked')],
    ['the server ends the subscription', () => it.server.last.say({ type: 'unsubscribed', channel: 'news' })],
  ]) {
    test(`ends when ${how}`, async () => {
      const page = await it.online();
      await page.channel('news').subscribe();
      const next = outcome(page.channel('news')[Symbol.asyncIterator]().next());
      await settle();
      end(page);
      await settle();
      assert.deepEqual(next.value, { value: undefined, done: true });
    });
  }

  test('of a closed connection ends at once', async () => {
    const page = await it.online();
    page.connection.close();
    const next = await page.channel('news')[Symbol.asyncIterator]().next();
    assert.equal(next.done, true);
  });

  test('goes on over a return, and a break lets go', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    const read = [];
    const loop = (async () => {
      for await (const { content } of news) {
        if (read.push(content) === 3) {
          break;
        }
      }
    })();
    await settle();
    it.server.publish('news', 1);
    await settle();
    await away(() => it.server.publish('news', 2));
    it.server.publish('news', 3);
    await loop;
    assert.deepEqual(read, [1, 2, 3]);
  });

  test('by who reads too slowly ends with a refusal rather than without bound', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    const reader = news[Symbol.asyncIterator]();
    const first = reader.next();
    await settle();
    it.server.publish('news', 0);
    assert.equal((await first).value.content, 0);
    for (let n = 0; n < 10_001; n++) {
      it.server.publish('news', n);
    }
    await settle();
    await assert.rejects(reader.next(), { code: 'dropped' });
  });
});
