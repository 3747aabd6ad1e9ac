// Subscriptions: how they begin, what they give, how they end.
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

  test('has the position of what came with its answer, in the same frame', async () => {
    it.server.mute.add('subscribe');
    const page = await it.online();
    const news = page.channel('news');
    const answer = outcome(news.subscribe());
    await settle();
    const place = { channel: 'news', epoch: 'e1' };
    const { id } = it.server.last.commands('subscribe')[0];
    it.server.last.frame([{ type: 'subscribed', id, ...place, offset: 4, messages: [] },
      { type: 'message', ...place, offset: 5, content: 5 }].map((message) => JSON.stringify(message)).join('\n'));
    await settle();
    assert.equal(answer.value.position.offset, 4);
    assert.equal(news.position.offset, 5);
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
