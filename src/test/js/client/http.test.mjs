// By server-sent events and by polls all comes and goes once and in order, whatever proxies make of it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { settle, until } from './kit/clock.mjs';
import { contents, events, outcome } from './kit/page.mjs';
import { worldOfHttp } from './kit/worlds.mjs';

const it = worldOfHttp();

for (const way of ['sse', 'poll']) {
  describe(`by ${way}`, () => {
    const options = { transports: [way], backOff: { step: 1, limit: 1 } };

    test('a page subscribes, publishes and gets what is live, in order', async () => {
      const page = await it.arrive(options);
      const news = page.channel('news');
      await news.subscribe();
      const acks = await Promise.all([1, 2, 3].map((n) => news.publish(n)));
      it.server.publish('news', 'two\nlines');
      await until(() => contents(news).length === 4, 'all four');
      assert.deepEqual(contents(news), [1, 2, 3, 'two\nlines']);
      assert.equal(acks[2].offset, 3);
      const posts = it.http.asked.filter(({ path }) => path === 'send');
      assert.deepEqual(posts.map(({ headers }) => headers['Carillon-Sequence']), posts.map((_, n) => String(n + 1)));
      assert.equal(posts[0].headers['Content-Type'], 'application/x-ndjson');
      assert.equal(posts[0].headers['Carillon-Session'], 'a1');
    });

    test('a post that the network loses is repeated by its number, and carried out once', async () => {
      const page = await it.arrive(options);
      it.http.instead = [(request) => {
        it.http.answer(request); // it arrived; the answer does not
        return new TypeError('lost');
      }];
      const answer = outcome(page.channel('news').publish(1));
      await settle();
      await it.clock.pass(500);
      await until(() => answer.value, 'the ack');
      assert.deepEqual(it.server.channel('news').log.map(({ content }) => content), [1]);
      const posts = it.http.asked.filter(({ path }) => path === 'send').slice(-2);
      assert.equal(posts[0].headers['Carillon-Sequence'], posts[1].headers['Carillon-Sequence']);
      assert.equal(posts[0].body, posts[1].body);
    });

    for (const status of [404, 409]) {
      test(`${status} ends the connection, and the next one sends what waits`, async () => {
        const page = await it.arrive(options);
        it.http.instead = [new Response('', { status })];
        const answer = outcome(page.channel('news').publish(1));
        await until(() => page.state.name === 'waiting', 'the end');
        await it.clock.pass(10);
        await until(() => answer.value, 'the ack');
        assert.equal(it.server.sessions.length, 2);
      });
    }

    test('separators of lines that are none of JSON and HTTP are a part of the text', async () => {
      const page = await it.arrive(options);
      const news = page.channel('news');
      await news.subscribe();
      const content = 'a\u2028b\u2029c\r\u0085d: e';
      it.server.publish('news', content);
      await until(() => contents(news).length, 'the message');
      assert.deepEqual(contents(news), [content]);
      assert.equal(page.state.name, 'online');
    });

    test('the page of a login or a proxy is no answer to a post, and is not gone to', async () => {
      const page = await it.arrive(options);
      it.http.instead = [new Response('<html>', { headers: { 'Content-Type': 'text/html' } })];
      const answer = outcome(page.channel('news').publish(1));
      await until(() => page.state.name === 'waiting', 'the end');
      await it.clock.pass(10);
      await until(() => answer.value, 'the ack');
      assert.deepEqual(it.server.channel('news').log.map(({ content }) => content), [1]);
      page.connection.close();
      await settle();
      assert.deepEqual(new Set(it.http.asked.map(({ redirect }) => redirect)), new Set(['error']));
    });

    test('commands that share a post have no more bytes than the server reads', async () => {
      it.server.limit = 10_000;
      const page = await it.arrive(options);
      const all = Array.from({ length: 30 }, (_, n) => `${n}${'€'.repeat(1000)}`);
      const answers = all.map((content) => outcome(page.channel('news').publish(content)));
      await until(() => answers.every(({ value }) => value), 'the acks');
      const sizes = it.http.asked.filter(({ path }) => path === 'send').map(({ body }) => Buffer.byteLength(body));
      assert.ok(Math.max(...sizes) <= 10_000, `${sizes}`);
      assert.deepEqual(it.server.channel('news').log.map(({ content }) => content), all);
    });

    test('413 is a message that was too large, which is not sent again', async () => {
      const page = await it.arrive(options);
      it.http.instead = [new Response('', { status: 413 })];
      const answer = outcome(page.channel('news').publish(1));
      await until(() => page.state.name === 'waiting', 'the end');
      await settle();
      assert.equal(page.state.code, 1009);
      assert.equal(answer.refusal.code, 'too_large');
    });

    test('a page that goes for good ends its session; one that may come back does not', async () => {
      const window = new EventTarget();
      globalThis.addEventListener = window.addEventListener.bind(window);
      await it.arrive(options);
      delete globalThis.addEventListener;
      window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
      await settle();
      assert.equal(it.server.last.open, true);
      window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
      await settle();
      assert.equal(it.server.last.closedBy, 'DELETE');
      assert.equal(it.http.asked.at(-1).keepalive, true);
    });

    test('a network that stays away ends the connection', async () => {
      const page = await it.arrive(options);
      const lost = new TypeError('lost');
      it.http.instead = [lost, lost, lost, lost];
      outcome(page.channel('news').publish(1));
      for (let n = 0; n < 4; n++) {
        await it.clock.pass(500);
      }
      assert.ok(page.states.includes('waiting'));
    });

    test('a close event says why', async () => {
      const page = await it.arrive(options);
      it.server.last.drop(1008, 'kicked: go away');
      await until(() => page.state.name === 'closed', 'the close');
      assert.deepEqual(page.state, { name: 'closed', code: 1008, word: 'kicked', words: 'go away' });
    });

    test('a close by the page tells the server', async () => {
      const page = await it.arrive(options);
      page.connection.close();
      await settle();
      assert.equal(it.server.last.closedBy, 'DELETE');
    });

    test('large messages go in parts, both ways', async () => {
      it.server.limit = 1000;
      const page = await it.arrive(options);
      const content = '😀'.repeat(2000);
      await page.channel('news').publish(content);
      assert.equal(it.server.channel('news').log[0].content, content);
    });
  });
}

test('a stream that ends without a word is a lost connection, and the page recovers', async () => {
  const page = await it.arrive({ transports: ['sse'], backOff: { step: 1, limit: 1 } });
  const news = page.channel('news');
  await news.subscribe();
  it.server.last.breakOff();
  it.server.last.open = false;
  it.server.publish('news', 'missed');
  await until(() => page.state.name === 'waiting', 'the end');
  await it.clock.pass(10);
  await until(() => contents(news).length, 'what was missed');
  assert.deepEqual(contents(news), ['missed']);
});

test('an answer to a poll that breaks off is asked for again, and each message comes once', async () => {
  const page = await it.arrive({ transports: ['poll'] });
  const news = page.channel('news');
  await news.subscribe();
  await settle();
  const before = it.http.asked.length;
  const message = (offset) =>
    JSON.stringify({ type: 'message', channel: 'news', epoch: 'e1', offset, sender: 'x', time: 1, content: offset });
  it.server.last.breakOff(`id: 900\ndata: ${message(1)}\n\nid: 901\ndata: {"type":"mess`);
  await settle();
  assert.deepEqual(contents(news), [], 'a part does not count');
  it.server.publish('news', 1);
  it.server.publish('news', 2);
  await it.clock.pass(500);
  await until(() => contents(news).length === 2, 'both');
  assert.deepEqual(contents(news), [1, 2]);
  const [first, again] = it.http.asked.slice(before - 1);
  assert.equal(again.headers['Last-Event-ID'], first.headers['Last-Event-ID']);
  assert.equal(it.server.sessions.length, 1);
});

test('a proxy that answers a poll with a page of its own is not asked without end', async () => {
  const page = await it.arrive({ transports: ['poll'] });
  const asked = it.http.asked.length;
  it.http.instead = Array.from({ length: 50 }, () => new Response('<html>', { headers: { 'Content-Type': 'text/html' } }));
  it.server.publish('x', 1);
  it.server.last.say({ type: 'notification', content: 1 });
  await until(() => page.state.name === 'waiting', 'the end');
  assert.ok(it.http.asked.length - asked <= 2);
});

test('an answer to a poll without its number does not count, and is not asked for without end', async () => {
  const page = await it.arrive({ transports: ['poll'] });
  const asked = it.http.asked.length;
  const text = 'data: {"type":"notification","content":"cut"}\n\n';
  const headers = { 'Content-Type': 'text/event-stream' };
  it.http.instead = Array.from({ length: 50 }, () => new Response(text, { headers }));
  it.server.last.say({ type: 'notification', content: 'whole' });
  await settle();
  assert.equal(it.http.asked.length, asked + 1);
  for (let n = 0; n < 10; n++) {
    await it.clock.pass(500);
  }
  assert.ok(page.states.includes('waiting'));
  assert.deepEqual(events(page, 'notification').map(({ content }) => content), ['whole']);
});

test('comments, and fields and events that are unknown, are ignored', async () => {
  const page = await it.arrive({ transports: ['sse'] });
  it.server.last.raw(': a comment\n\nretry: 5\nid\n\nevent: x\ndata:{"type":"notification","content":1}\n\n');
  await settle();
  assert.equal(page.told.at(-1).detail.content, 1);
});
