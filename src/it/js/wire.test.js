'use strict';

// Compressed frames and chunks in the dialects of text. Chunks are of 4 KiB here.

const test = require('node:test');
const assert = require('node:assert');
const zlib = require('node:zlib');
const { connect } = require('./wire-client.js');

const URL = process.env.CARILLON_URL;
const JSONL = 'carillon.v1.jsonl';
const RECEIVERS = [
  { protocol: 'carillon.v1.json' },
  { protocol: 'carillon.v1.json', query: '?chunks=1' },
  { protocol: 'carillon.v1.json', query: '?gzip=1' },
  { protocol: JSONL },
  { protocol: JSONL, query: '?chunks=1' },
  { protocol: JSONL, query: '?gzip=1' },
  { protocol: JSONL, query: '?gzip=1&chunks=1' },
];
const CONTENTS = [
  'short', null, 0.1, { deep: [[], {}, [1, 'é🎵"\\']] }, 'x'.repeat(20_000), { list: Array.from({ length: 5000 }, (_, i) => i) },
  'é🎵'.repeat(9_000), 'last',
];

async function subscribed(t, options, channel) {
  const client = await connect(t, URL, options);
  await client.ask({ type: 'subscribe', channel }, 'subscribed');
  return client;
}

test('every receiver gets every content, however it is sent to it', async (t) => {
  const receivers = [];
  for (const options of RECEIVERS) receivers.push(await subscribed(t, options, 'room:text'));
  for (const content of CONTENTS) receivers[0].send({ type: 'publish', channel: 'room:text', content });
  for (const receiver of receivers) {
    for (const content of CONTENTS) assert.deepStrictEqual((await receiver.ofType('message')).content, content);
  }
  receivers.forEach(({ seen }, i) => {
    const { protocol, query = '' } = RECEIVERS[i];
    const joins = protocol === JSONL;
    assert.strictEqual(seen.chunks > 0, query.includes('chunks'), `${protocol}${query}: ${seen.chunks} chunks`);
    assert.strictEqual(seen.compressed > 0, joins && query.includes('gzip'), `${protocol}${query}: ${seen.compressed}`);
  });
});

test('a recovery and a page of the log come in chunks and compressed too', async (t) => {
  const writer = await subscribed(t, { protocol: JSONL }, 'room:log');
  const { epoch, offset } = await writer.ask({ type: 'publish', channel: 'room:log', content: 0, id: 1 }, 'ack');
  for (let i = 1; i <= 50; i++) writer.send({ type: 'publish', channel: 'room:log', content: `${i}:${'y'.repeat(500)}` });
  await writer.next((message) => message.content?.startsWith?.('50:'));

  for (const query of ['?chunks=1', '?gzip=1', '?gzip=1&chunks=1']) {
    const reader = await connect(t, URL, { protocol: JSONL, query });
    const { messages, recovered } =
      await reader.ask({ type: 'subscribe', channel: 'room:log', since: { epoch, offset } }, 'subscribed');
    assert.strictEqual(recovered, true);
    assert.deepStrictEqual(messages.map((m) => parseInt(m.content)), Array.from({ length: 50 }, (_, i) => i + 1));
    const page = await reader.ask({ type: 'history', channel: 'room:log', limit: 20 }, 'history');
    assert.strictEqual(page.messages.length, 20);
    assert.ok(query.includes('gzip') ? reader.seen.compressed >= 2 : reader.seen.chunks >= 6);
  }
});

test('in a channel of newest states a large message stays whole', async (t) => {
  const reader = await subscribed(t, { protocol: JSONL, query: '?chunks=1' }, 'metric:large');
  reader.send({ type: 'publish', channel: 'metric:large', content: 'z'.repeat(30_000) });
  assert.strictEqual((await reader.ofType('message')).content.length, 30_000);
  assert.strictEqual(reader.seen.chunks, 0);
});

test('commands may be compressed', async (t) => {
  const client = await connect(t, URL, { protocol: JSONL, query: '?gzip=1' });
  const commands = ['{"type":"ping","id":"é1"}', '{"type":"ping","id":2}'].join('\n');
  client.socket.send(zlib.gzipSync(commands));
  assert.strictEqual((await client.ofType('pong')).id, 'é1');
  assert.strictEqual((await client.ofType('pong')).id, 2);
});
