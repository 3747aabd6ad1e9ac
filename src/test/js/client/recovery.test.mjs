// What a page gets of its channels when connections come and go.
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

  test('what was to be asked again is asked once, however the connection goes', async () => {
    const page = await it.online();
    await page.channel('news').subscribe();
    it.server.refuse('subscribe', 'unavailable', { retry: true, times: 1 });
    await away();
    it.server.reachable = false;
    it.server.last.drop(1006);
    await it.clock.pass(3000);
    it.server.reachable = true;
    await it.clock.pass(60_000);
    assert.equal(it.server.last.commands('subscribe').length, 1);
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
    it.server.channel('news').log.length = 50;
    await away();
    assert.equal(events(news, 'recovered').at(-1).recovered, true, 'of the next return');
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
