// Large messages go in parts, and frames are compressed, by themselves and in order.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { settle, until } from './kit/clock.mjs';
import { contents, events, outcome, world } from './kit/page.mjs';

const it = world();
const published = () => it.server.channel('news').log.map(({ content }) => content);
/** A text that gzip does not make small. */
const noise = (size) => Array.from({ length: size }, (_, n) => ((n * 7919 + (n >> 3) * 31) % 36).toString(36)).join('');

describe('to the server', () => {
  test('what is larger than a message may be goes in parts, each within the limit', async () => {
    it.server.limit = 1000;
    const page = await it.online();
    const content = '"\\€😀\u0001'.repeat(500);
    await page.channel('news').publish(content);
    assert.deepEqual(published(), [content]);
    assert.ok(it.server.commands('chunk').length > 5);
    it.server.last.frames.forEach((frame) => assert.ok(Buffer.byteLength(frame) <= 1000));
  });

  test('a surrogate pair may be cut anywhere', async () => {
    it.server.limit = 300;
    const page = await it.online();
    for (const before of ['', 'a', 'ab']) {
      const content = before + '😀'.repeat(300);
      await page.channel('news').publish(content);
      assert.equal(published().at(-1), content);
    }
    const cut = it.server.commands('chunk').some(({ data }) => /^[\udc00-\udfff]/.test(data));
    assert.ok(cut, 'a part begins within a pair');
    it.server.last.frames.forEach((frame) => assert.ok(Buffer.byteLength(frame) <= 300));
  });

  test('progress is told by the key, up to the end', async () => {
    const page = await it.online();
    const answer = outcome(page.channel('news').publish(noise(700_000), { key: 'film' }));
    await until(() => answer.value, 'the ack');
    const told = events(page, 'progress');
    assert.ok(told.length >= 2);
    told.forEach(({ channel, key, sent, total }) => assert.ok(channel === 'news' && key === 'film' && sent <= total));
    assert.equal(told.at(-1).sent, told.at(-1).total);
  });

  test('no more is sent than the server reads', async () => {
    const page = await it.online();
    it.server.mute.add('ping');
    outcome(page.channel('news').publish(noise(2_000_000)));
    await until(() => it.server.commands('ping').length, 'the question');
    await settle();
    const sent = it.server.commands('chunk').reduce((sum, { data }) => sum + data.length, 0);
    assert.ok(sent < 300_000, `${sent} without an answer`);
  });

  test('on a slow line the large one is not sent twice, and nothing behind it times out', async () => {
    const page = await it.online();
    it.server.mute.add('ping');
    const large = outcome(page.channel('news').publish(noise(600_000)));
    const small = outcome(page.channel('news').publish('small'));
    for (let n = 1; !large.value; n++) {
      await until(() => large.value || it.server.commands('ping').length === n, 'the question');
      await it.clock.pass(20_000);
      const { id } = it.server.commands('ping').at(-1);
      it.server.last.say({ type: 'pong', id });
      await settle();
    }
    await settle();
    assert.equal(new Set(it.server.commands('chunk').map(({ of }) => of)).size, 1);
    assert.ok(small.value);
    assert.equal(published()[1], 'small');
  });

  test('calls and pongs pass between its parts', async () => {
    const page = await it.online();
    it.server.mute.add('ping');
    outcome(page.channel('news').publish(noise(600_000)));
    await until(() => it.server.commands('ping').length === 1, 'the question');
    it.server.last.say({ type: 'ping' });
    const call = outcome(page.connection.call('now'));
    await until(() => call.value, 'the answer');
    assert.equal(it.server.last.commands('pong').length, 1);
  });

  test('a large call is answered by its result, not by the ack of its transfer', async () => {
    it.server.limit = 500;
    const page = await it.online();
    const content = 'x'.repeat(490);
    assert.deepEqual(await page.connection.call('echo', content), { method: 'echo', content });
    assert.ok(it.server.commands('chunk').length > 0);
  });

  test('a transfer that the server refuses is refused by name, and what waits behind it goes on', async () => {
    it.server.limit = 500;
    const page = await it.online();
    it.server.refuse('chunk', 'limit', { times: 1 });
    const large = outcome(page.channel('news').publish('x'.repeat(2000)));
    const small = outcome(page.channel('news').publish('small'));
    await settle();
    assert.equal(large.refusal.code, 'limit');
    assert.ok(small.value);
  });

  test('a connection lost in the middle begins again from the first part, with the same key', async () => {
    const page = await it.online();
    it.server.mute.add('ping');
    const content = noise(400_000);
    const large = outcome(page.channel('news').publish(content, { key: 'k' }));
    await until(() => it.server.commands('ping').length === 1, 'the question');
    it.server.mute.clear();
    it.server.last.drop(1006);
    await it.clock.pass(1000);
    await until(() => large.value, 'the ack');
    assert.deepEqual(published(), [content]);
    assert.equal(it.server.last.commands('chunk')[0].index, 0);
  });

  test('frames that are worth it are compressed, and small ones behind them keep their place', async () => {
    const page = await it.online();
    const all = ['x'.repeat(20_000), 'small', noise(9000), 'end'];
    const answers = all.map((content) => outcome(page.channel('news').publish(content)));
    await until(() => answers.every(({ value }) => value), 'the acks');
    assert.deepEqual(published(), all);
    assert.ok(it.server.last.frames.some((frame) => typeof frame !== 'string'));
  });

  test('small, large and small of one moment keep their order', async () => {
    it.server.limit = 400;
    const page = await it.online();
    const all = ['first', 'x'.repeat(400), 'last'];
    const answers = all.map((content) => outcome(page.channel('news').publish(content)));
    await settle();
    assert.ok(answers.every(({ value }) => value));
    assert.deepEqual(published(), all);
  });

  test('commands of one moment share a frame', async () => {
    const page = await it.online();
    const answers = [1, 2, 3].map((n) => outcome(page.connection.call('n', n)));
    await settle();
    assert.equal(answers[2].value.content, 3);
    assert.equal(it.server.last.frames.length, 1);
  });
});

describe('from the server', () => {
  const message = (offset, content) =>
    ({ type: 'message', channel: 'news', epoch: 'e1', offset, sender: 'portal', time: 1, content });
  const parts = (of, whole, size) => {
    const text = JSON.stringify(whole);
    const cut = [];
    for (let at = 0; at < text.length; at += size) {
      const data = text.slice(at, at + size);
      cut.push({ type: 'chunk', of, index: cut.length, last: at + size >= text.length, data });
    }
    return cut;
  };

  test('parts are joined, with other messages and transfers between them', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    const a = parts('a', message(2, 'long a'), 30);
    const b = parts('b', message(3, 'long b'), 40);
    it.server.last.say(a.shift(), b.shift(), message(1, 'short'), ...a, ...b);
    await settle();
    assert.deepEqual(contents(news), ['short', 'long a', 'long b']);
  });

  test('the name of a transfer may come again', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.last.say(...parts('a', message(1, 'one'), 30), ...parts('a', message(2, 'two'), 30));
    await settle();
    assert.deepEqual(contents(news), ['one', 'two']);
  });

  test('a transfer that its connection did not end is forgotten', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.last.say(parts('a', message(1, 'half'), 30)[0]);
    await settle();
    it.server.last.drop(1006);
    await it.clock.pass(1000);
    it.server.last.say(...parts('a', message(1, 'whole'), 30));
    await settle();
    assert.deepEqual(contents(news), ['whole']);
  });

  test('compressed frames and plain ones keep their order', async () => {
    const page = await it.online();
    const news = page.channel('news');
    await news.subscribe();
    it.server.last.zipped(message(1, 'z'.repeat(50_000)), message(2, 'two'));
    it.server.last.say(message(3, 'three'));
    it.server.last.zipped(message(4, 'four'));
    it.server.last.say(message(5, 'five'));
    await until(() => contents(news).length === 5, 'all five');
    assert.deepEqual(contents(news).map((content) => content.slice(0, 5)), ['zzzzz', 'two', 'three', 'four', 'five']);
  });

  for (const [what, frame] of [['text', '{"type":'], ['gzip', Uint8Array.of(0x1f, 0x8b, 1, 2, 3).buffer]]) {
    test(`${what} that cannot be read ends the connection, and the next one begins anew`, async () => {
      const page = await it.online();
      it.server.last.frame(frame);
      await until(() => page.state.name !== 'online', 'the end');
      assert.equal(it.server.last.closedBy.code, 4000);
      await it.clock.pass(1000);
      assert.equal(page.state.name, 'online');
    });
  }

  test('messages of a type that is unknown, and fields too, are ignored', async () => {
    const page = await it.online();
    it.server.last.say({ type: 'weather', of: 'tomorrow' }, { type: 'notification', content: 'hi', more: 1 });
    await settle();
    assert.deepEqual(page.told.at(-1).detail.content, 'hi');
  });
});
