// Subscriptions, and what a page gets of a channel when connections come and go.
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

describe('a subscription', () => {
  test('before the page is online comes with the connection', async () => {
    const page = it.page();
    const answer = outcome(page.channel('news').subscribe());
    await settle();
    assert.deepEqual(answer.value.position, { epoch: 'e1', offset: 0 });
  });

  test('gives what is published from then on, in order, with its position', async () => {
    const page = await it.online();
    const news = page.channel('news');
    it.server.publish('news', 'before');
    const { position } = await news.subscribe();
    assert.deepEqual(position, { epoch: 'e1', offset: 1 });
    it.server.publish('news', 1);
    it.server.publish('news', 2, { type: 'chat' });
    await settle();
    assert.deepEqual(contents(news), [1, 2]);
    assert.equal(events(news, 'message')[1].type, 'chat');
    assert.deepEqual(news.position, { epoch: 'e1', offset: 3 });
  });

  test('a channel is the same object each time', async () => {
    const page = await it.online();
    assert.equal(page.connection.channel('news'), page.connection.channel('news'));
  });

  test('with since gives what was missed before anything live, and says whether that was all', async () => {
    for (const n of [1, 2, 3]) {
      it.server.publish('news', n);
    }
    const page = await it.online();
    const news = page.channel('news');
    const answer = await news.subscribe({ since: { epoch: 'e1', offset: 1 } });
    assert.equal(answer.recovered, true);
    assert.deepEqual(contents(news), [2, 3]);
    const other = page.channel('other');
    assert.equal((await other.subscribe({ since: { epoch: 'gone', offset: 1 } })).recovered, false);
  });

  test('that is refused is refused by name, and is not asked again', async () => {
    it.server.refuse('subscribe', 'no_such_channel');
    const page = await it.online();
    await assert.rejects(page.channel('nope').subscribe(), { name: 'Refusal', code: 'no_such_channel', retry: false });
    await away();
    assert.equal(it.server.commands('subscribe').length, 1);
  });

  test('that fails for now is refused with retry', async () => {
    it.server.refuse('subscribe', 'unavailable', { retry: true, times: 1 });
    const page = await it.online();
    await assert.rejects(page.channel('news').subscribe(), { code: 'unavailable', retry: true });
  });

  test('that waits when the connection is closed for good is refused as closed', async () => {
    it.server.mute.add('subscribe');
    const page = await it.online();
    const answer = outcome(page.channel('news').subscribe());
    await settle();
    it.server.last.drop(1008, 'kicked');
    await settle();
    assert.equal(answer.refusal.code, 'closed');
    await assert.rejects(page.channel('news').subscribe(), { code: 'closed' });
  });

  test('twice, the second with since: goes back to there', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.publish('news', 1);
    it.server.publish('news', 2);
    await settle();
    await news.subscribe({ since: { epoch: 'e1', offset: 0 } });
    assert.deepEqual(contents(news), [1, 2, 1, 2]);
  });

  test('that is asked for again with a bad since goes on as before', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.refuse('subscribe', 'malformed', { times: 1 });
    await assert.rejects(news.subscribe({ since: { epoch: 'e1', offset: -1 } }), { code: 'malformed' });
    it.server.publish('news', 1);
    await settle();
    assert.deepEqual(contents(news), [1]);
    assert.deepEqual(it.server.commands('subscribe')[2].since, { epoch: 'e1', offset: 0 });
    assert.deepEqual(events(news, 'unsubscribed'), []);
  });
});

describe('unsubscribe', () => {
  test('ends what comes, and tells the server', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    await news.unsubscribe();
    it.server.publish('news', 1);
    await settle();
    assert.deepEqual(contents(news), []);
    assert.equal(it.server.last.channels.size, 0);
    assert.equal(events(news, 'unsubscribed').length, 1);
    await away();
    assert.equal(it.server.commands('subscribe').length, 1);
  });

  test('resolves although the connection is lost before the answer: the subscription has ended', async () => {
    const page = await it.online();
    await page.channel('news').subscribe();
    it.server.mute.add('unsubscribe');
    const left = outcome(page.channel('news').unsubscribe());
    await settle();
    it.server.last.drop(1006);
    await settle();
    assert.ok('value' in left);
  });

  test('of what the server does not know is no error', async () => {
    const page = await it.online();
    await page.channel('news').unsubscribe();
    await page.channel('news').subscribe();
    it.server.refuse('unsubscribe', 'not_subscribed');
    await page.channel('news').unsubscribe();
  });

  test('refuses the subscription that still waits', async () => {
    it.server.mute.add('subscribe');
    const page = await it.online();
    const answer = outcome(page.channel('news').subscribe());
    await page.channel('news').unsubscribe();
    await settle();
    assert.equal(answer.refusal.code, 'lost');
  });

  test('and subscribe again at once begins a new position', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.publish('news', 1);
    await settle();
    await news.unsubscribe();
    it.server.publish('news', 2);
    await news.subscribe();
    assert.deepEqual(news.position, { epoch: 'e1', offset: 2 });
    assert.deepEqual(contents(news), [1]);
  });
});

describe('after a return', () => {
  test('a page gets what it missed, then what is live, and is told that nothing is missing', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.publish('news', 1);
    await settle();
    await away(() => it.server.publish('news', 2));
    it.server.publish('news', 3);
    await settle();
    assert.deepEqual(news.told.map(({ type, detail }) => detail.content ?? `${type} ${detail.recovered}`),
      [1, 2, 'recovered true', 3]);
  });

  test('a page that had subscribed without a since, and got nothing yet, gets what it missed too', async () => {
    const page = await it.online();
    const news = page.channel('news');
    it.server.publish('news', 'before');
    await news.subscribe();
    await away(() => it.server.publish('news', 'missed'));
    assert.deepEqual(contents(news), ['missed']);
  });

  test('a restart of the server is an event: recovered false, with the new position, and never a part', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.publish('news', 1);
    await settle();
    await away(() => {
      it.server.restart('news');
      it.server.publish('news', 'unseen');
    });
    assert.equal(events(news, 'recovered')[0].recovered, false);
    assert.equal(events(news, 'recovered')[0].position.offset, 1);
    assert.deepEqual(contents(news), [1]);
    it.server.publish('news', 'seen');
    await settle();
    assert.deepEqual(contents(news), [1, 'seen']);
  });

  test('what was missed comes in pages, and the event after the last', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.channel('news').page = 2;
    await away(() => [1, 2, 3, 4, 5].forEach((n) => it.server.publish('news', n)));
    assert.deepEqual(news.told.map(({ type, detail }) => detail.content ?? type), [1, 2, 3, 4, 5, 'recovered']);
  });

  test('a connection lost between two pages goes on after the last one that came', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.last.drop(1006);
    it.server.mute.add('subscribe');
    await it.clock.pass(1000);
    const { id } = it.server.last.commands('subscribe')[0];
    [1, 2, 3, 4].forEach((n) => it.server.publish('news', n));
    const { log, epoch } = it.server.channel('news');
    it.server.last.say({
      type: 'subscribed', id, channel: 'news', epoch, offset: 2, recovered: true, messages: log.slice(0, 2), more: true,
    });
    await settle();
    it.server.mute.clear();
    await away();
    await it.clock.pass(2000);
    assert.deepEqual(contents(news), [1, 2, 3, 4]);
    assert.equal(events(news, 'recovered').length, 1);
  });

  test('a subscription that fails for now is asked again, and misses nothing', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.refuse('subscribe', 'unavailable', { retry: true, times: 2 });
    await away(() => it.server.publish('news', 1));
    assert.deepEqual(contents(news), []);
    await it.clock.pass(4000);
    assert.deepEqual(contents(news), [1]);
  });

  test('a subscription that is refused is told as unsubscribed', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.refuse('subscribe', 'forbidden');
    await away();
    assert.equal(events(news, 'unsubscribed')[0].code, 'forbidden');
  });

  test('waiters of before and after the loss are all answered', async () => {
    it.server.mute.add('subscribe');
    const page = await it.online();
    const first = outcome(page.channel('news').subscribe());
    await settle();
    it.server.mute.clear();
    await away();
    const second = outcome(page.channel('news').subscribe());
    await settle();
    assert.ok(first.value && second.value);
  });
});

describe('a subscription that the server ends', () => {
  test('for good is told, with its code', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.last.say({ type: 'unsubscribed', channel: 'news', code: 'forbidden' });
    await settle();
    assert.equal(events(news, 'unsubscribed')[0].code, 'forbidden');
  });

  test('as unrecoverable begins anew, and the page is told that it missed something', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.publish('news', 1);
    await settle();
    it.server.publish('other', 0);
    it.server.last.say({ type: 'unsubscribed', channel: 'news', code: 'unrecoverable' });
    it.server.channel('news').offset = 50;
    await settle();
    assert.deepEqual(events(news, 'recovered'), [{ recovered: false, position: { epoch: 'e1', offset: 50 } }]);
    assert.equal(it.server.commands('subscribe')[1].since, undefined);
  });

  test('as unavailable is asked again from the last position', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.last.channels.clear();
    it.server.last.say({ type: 'unsubscribed', channel: 'news', code: 'unavailable' });
    it.server.publish('news', 1);
    await it.clock.pass(2000);
    assert.deepEqual(contents(news), [1]);
    assert.equal(events(news, 'recovered')[0].recovered, true);
  });
});

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
