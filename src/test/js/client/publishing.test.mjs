// What is published is acknowledged or refused, once, in order, whatever happens to the connection.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { settle } from './kit/clock.mjs';
import { contents, events, outcome, world } from './kit/page.mjs';

const it = world();
const published = (name = 'news') => it.server.channel(name).log.map(({ content }) => content);

test('a publication is acknowledged with its place', async () => {
  const page = await it.online();
  assert.deepEqual(await page.channel('news').publish({ a: 1 }), { epoch: 'e1', offset: 1 });
  await page.channel('news').publish('hi', { type: 'chat', slot: 's', key: 'k1' });
  const { id, ...command } = it.server.commands('chat')[0];
  assert.deepEqual(command, { type: 'chat', channel: 'news', content: 'hi', slot: 's', key: 'k1' });
  assert.ok(id);
});

test('the content is what it was when it was published, whatever the page does with it later', async () => {
  const page = it.page();
  const content = { n: 1 };
  const answer = outcome(page.channel('news').publish(content));
  content.n = 2;
  await settle();
  assert.deepEqual(published(), [{ n: 1 }]);
  assert.ok(answer.value);
});

test('what JSON cannot say is refused by name, and harms nothing else', async () => {
  const page = await it.online();
  const round = {};
  round.round = round;
  for (const content of [undefined, () => {}, 1n, round]) {
    await assert.rejects(page.channel('news').publish(content), { name: 'Refusal', code: 'malformed' });
    await assert.rejects(page.connection.send('nora', content), { code: 'malformed' });
  }
  await assert.rejects(page.connection.call('x', round), { code: 'malformed' });
  await page.channel('news').publish(null);
  assert.deepEqual(published(), [null]);
});

describe('while there is no connection', () => {
  test('publications wait, and are sent in order after what was missed', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.last.drop(1006);
    const answers = [1, 2, 3].map((n) => outcome(news.publish(n)));
    it.server.publish('news', 'missed');
    await it.clock.pass(1000);
    assert.deepEqual(contents(news), ['missed', 1, 2, 3]);
    assert.deepEqual(answers.map(({ value }) => value.offset), [2, 3, 4]);
  });

  test('they wait for the recovery of their channel to end', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.last.drop(1006);
    it.server.mute.add('subscribe');
    outcome(news.publish(1));
    await it.clock.pass(5000);
    assert.equal(page.state.name, 'online');
    assert.equal(it.server.commands('publish').length, 0);
  });

  test('100 wait; one more drops the oldest, with an event and a refusal', async () => {
    it.server.reachable = false;
    const page = await it.online();
    const answers = [];
    for (let n = 1; n <= 102; n++) {
      answers.push(outcome(page.channel('news').publish(n)));
    }
    await settle();
    assert.deepEqual(events(page, 'overflow'), [{ channel: 'news', content: 1 }, { channel: 'news', content: 2 }]);
    assert.deepEqual(answers.map(({ refusal }) => refusal?.code).filter(Boolean), ['dropped', 'dropped']);
    it.server.reachable = true;
    await it.clock.pass(60_000);
    assert.equal(published().length, 100);
    assert.equal(published()[0], 3);
  });

  test('how many wait is an option', async () => {
    it.server.reachable = false;
    const page = await it.online({ queue: 2 });
    [1, 2, 3].forEach((n) => outcome(page.channel('news').publish(n)));
    await settle();
    assert.equal(events(page, 'overflow').length, 1);
  });

  test('what was sent and not acknowledged is sent again first, by the same key, and is there once', async () => {
    const page = await it.online();
    it.server.mute.add('publish');
    const first = outcome(page.channel('news').publish(1));
    await settle();
    const { key } = it.server.commands('publish')[0];
    it.server.mute.clear();
    it.server._publish(it.server.last, { channel: 'news', content: 1, key }); // it arrived; its ack does not
    it.server.last.drop(1006);
    const second = outcome(page.channel('news').publish(2));
    await it.clock.pass(1000);
    assert.deepEqual(published(), [1, 2]);
    assert.deepEqual(it.server.commands('publish').map(({ content }) => content), [1, 1, 2]);
    assert.equal(it.server.commands('publish')[1].key, key);
    assert.deepEqual(first.value, { epoch: 'e1', offset: 1, duplicate: true });
    assert.ok(second.value);
  });

  test('a volatile publication is refused at once', async () => {
    it.server.reachable = false;
    const page = await it.online();
    await assert.rejects(page.channel('news').publish('…', { queue: false }), { code: 'lost', retry: true });
  });

  test('a volatile publication whose connection is lost is refused, and not sent again', async () => {
    const page = await it.online();
    it.server.mute.add('publish');
    const typing = outcome(page.channel('news').publish('…', { queue: false }));
    await settle();
    it.server.last.drop(1006);
    await settle();
    assert.equal(typing.refusal.code, 'lost');
    await it.clock.pass(1000);
    assert.equal(it.server.commands('publish').length, 1);
  });

  test('a close for good refuses all that waits', async () => {
    it.server.reachable = false;
    const page = await it.online({ backOff: { attempts: 0 }, token: 't' });
    assert.equal(page.state.name, 'closed');
    await assert.rejects(page.channel('news').publish(1), { code: 'closed' });
  });

  test('a guest to whom the server gave a name keeps it on return, and still says what waits', async () => {
    const page = await it.online();
    const before = page.state.user;
    it.server.last.drop(1006);
    const answer = outcome(page.channel('news').publish(1));
    await it.clock.pass(1000);
    assert.equal(page.state.user, before);
    assert.ok(answer.value);
  });

  test('what one user wrote is never sent in the name of another', async () => {
    it.server.users = { n: 'nora', b: 'bob' };
    const tokens = ['n', 'b'];
    const page = await it.online({ token: () => tokens.shift() });
    it.server.last.drop(1006);
    const answer = outcome(page.channel('news').publish('by nora'));
    await it.clock.pass(1000);
    assert.equal(page.state.user, 'bob');
    assert.equal(answer.refusal.code, 'forbidden');
    assert.deepEqual(published(), []);
  });
});

test('what was sent as a guest is not sent again as the user who has signed in since', async () => {
  it.server.users = { a: 'alice' };
  const page = await it.online();
  it.server.mute.add('publish');
  const answer = outcome(page.channel('news').publish('by a guest'));
  await settle();
  await page.connection.signIn('a');
  await it.clock.pass(3000);
  assert.equal(it.server.commands('publish').length, 1);
  assert.equal(answer.refusal.code, 'lost');
  assert.equal(answer.refusal.retry, true);
});

test('what is for a user and not for a channel says so when it is dropped', async () => {
  it.server.reachable = false;
  const page = await it.online({ queue: 1 });
  outcome(page.connection.send('nora', 'one'));
  outcome(page.connection.send('nora', 'two'));
  await settle();
  assert.deepEqual(events(page, 'overflow'), [{ to: 'nora', content: 'one' }]);
});

describe('without an answer', () => {
  test('a publication is sent three times more, 3 s apart, and then refused as timeout', async () => {
    const page = await it.online();
    it.server.mute.add('publish');
    const answer = outcome(page.channel('news').publish(1));
    const counts = [];
    for (let n = 0; n < 4; n++) {
      await it.clock.pass(2999);
      counts.push(it.server.commands('publish').length);
      assert.deepEqual(answer, {});
      await it.clock.pass(1);
    }
    assert.deepEqual(counts, [1, 2, 3, 4]);
    assert.equal(answer.refusal.code, 'timeout');
    assert.match(answer.refusal.message, /4 times/);
    assert.equal(new Set(it.server.commands('publish').map(({ key }) => key)).size, 1);
  });

  test('an answer to the second attempt settles it, and an answer more changes nothing', async () => {
    const page = await it.online();
    it.server.mute.add('publish');
    const answer = outcome(page.channel('news').publish(1));
    await settle();
    it.server.mute.clear();
    await it.clock.pass(3000);
    assert.ok(answer.value);
    it.server.last.say({ type: 'ack', id: it.server.commands('publish')[0].id, epoch: 'e1', offset: 1 });
    await it.clock.pass(20_000);
    assert.equal(it.server.commands('publish').length, 2);
  });

  test('a new connection has all attempts again', async () => {
    const page = await it.online();
    it.server.mute.add('publish');
    const answer = outcome(page.channel('news').publish(1));
    await it.clock.pass(7000);
    it.server.last.drop(1006);
    await it.clock.pass(1000);
    await it.clock.pass(10_000);
    assert.deepEqual(answer, {});
    assert.equal(it.server.last.commands('publish').length, 4);
  });

  test('attempts and their distance are options', async () => {
    const page = await it.online({ retries: 1, retryAfter: 500 });
    it.server.mute.add('publish');
    const answer = outcome(page.channel('news').publish(1));
    await it.clock.pass(1000);
    assert.match(answer.refusal.message, /2 times/);
  });
});

describe('a refusal', () => {
  test('without retry is the end of it, by name', async () => {
    const page = await it.online();
    it.server.refuse('publish', 'forbidden');
    await assert.rejects(page.channel('news').publish(1), { name: 'Refusal', code: 'forbidden', retry: false });
    assert.equal(it.server.commands('publish').length, 1);
  });

  test('with retry is tried again, and what follows waits so that the order stays', async () => {
    const page = await it.online();
    it.server.refuse('publish', 'too_many', { retry: true, times: 1 });
    const first = outcome(page.channel('news').publish(1));
    await settle();
    const second = outcome(page.channel('news').publish(2));
    await it.clock.pass(3000);
    assert.ok(first.value && second.value);
    assert.deepEqual(published(), [1, 2]);
  });

  test('with retry does not hold up the next connection', async () => {
    const page = await it.online({ retryAfter: 60_000 });
    it.server.refuse('publish', 'too_many', { retry: true, times: 1 });
    const answer = outcome(page.channel('news').publish(1));
    await settle();
    it.server.last.drop(1006);
    await it.clock.pass(1000);
    assert.ok(answer.value);
  });

  test('with retry, again and again, is a refusal in the end', async () => {
    const page = await it.online();
    it.server.refuse('publish', 'too_many', { retry: true });
    const answer = outcome(page.channel('news').publish(1));
    await it.clock.pass(12_000);
    assert.equal(answer.refusal.code, 'too_many');
    assert.equal(answer.refusal.retry, true);
    assert.equal(it.server.commands('publish').length, 4);
  });

  test('1009 refuses the largest of what was under way, and the rest is sent again', async () => {
    const page = await it.online();
    it.server.mute.add('publish');
    const small = outcome(page.channel('news').publish('small'));
    const large = outcome(page.channel('news').publish('l'.repeat(1000)));
    await settle();
    it.server.last.drop(1009, 'too large: more than 500 bytes');
    it.server.mute.clear();
    await it.clock.pass(1000);
    assert.equal(large.refusal.code, 'too_large');
    assert.ok(small.value);
    assert.deepEqual(published(), ['small']);
  });
});
