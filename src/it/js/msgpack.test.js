'use strict';

// The dialect carillon.v1.msgpack, spoken by the npm package @msgpack/msgpack. Chunks are of 4 KiB here.

const test = require('node:test');
const assert = require('node:assert');
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const zlib = require('node:zlib');
const { decode, decodeMulti, encode } = require('@msgpack/msgpack');
const { connect } = require('./wire-client.js');

const URL = process.env.CARILLON_URL;
const GOLDEN = path.join(__dirname, '../../test/resources/frames');
const plain = (data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const codec = {
  binary: true,
  encode: (command) => encode(command),
  decode: (bytes) => [...decodeMulti(plain(bytes))],
  join: (pieces) => Buffer.concat(pieces),
};
const msgpack = (query = '') => ({ protocol: 'carillon.v1.msgpack', query, codec });

async function subscribed(t, options, channel) {
  const client = await connect(t, URL, options);
  await client.ask({ type: 'subscribe', channel }, 'subscribed');
  return client;
}

/** The value with all bytes as base64, as JSON has it. */
function inJson(value) {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(inJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inJson(each)]));
}

test('every golden frame says what the one in JSON says', () => {
  const names = readdirSync(path.join(GOLDEN, 'v1-msgpack')).map((file) => file.replace('.msgpack', ''));
  assert.ok(names.length > 25);
  for (const name of names) {
    const message = inJson(decode(plain(readFileSync(path.join(GOLDEN, 'v1-msgpack', `${name}.msgpack`)))));
    const text = readFileSync(path.join(GOLDEN, 'v1', `${name}.json`), 'utf8');
    const expected = JSON.parse(text, (key, value) => (key === 'encoding' ? undefined : value));
    assert.deepStrictEqual(message, expected, name);
  }
});

const CONTENTS = [
  null, true, 0, -1, 127, 128, -32, -33, 65_536, -2_147_483_649, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0.1,
  -1e300, 5e-324, '', 'é🎵"\\\n\u0000', [], {}, { é: [1, { a: null }], list: Array.from({ length: 70 }, (_, i) => i) },
  'x'.repeat(20_000), { nested: [Uint8Array.of(0, 255, 1)] }, 'last',
];

test('content of every kind reaches every dialect, and back', async (t) => {
  const clients = [];
  for (const query of ['', '?chunks=1', '?gzip=1', '?gzip=1&chunks=1']) {
    clients.push(await subscribed(t, msgpack(query), 'room:kinds'));
  }
  for (const protocol of ['carillon.v1.json', 'carillon.v1.jsonl']) {
    clients.push(await subscribed(t, { protocol }, 'room:kinds'));
  }
  for (const sender of [clients[0], clients[4]]) {
    const sent = sender === clients[0] ? CONTENTS : CONTENTS.map(inJson);
    for (const content of sent) sender.send({ type: 'publish', channel: 'room:kinds', content });
    for (const client of clients) {
      for (const content of sent) assert.deepStrictEqual((await client.ofType('message')).content, inJson(content));
    }
  }
  assert.deepStrictEqual(clients.map((c) => c.seen.chunks > 0), [false, true, false, true, false, false]);
  assert.deepStrictEqual(clients.map((c) => c.seen.compressed > 0), [false, false, true, true, false, false]);
});

test('bytes reach MessagePack as bytes and JSON in base64', async (t) => {
  const bytes = Uint8Array.from({ length: 30_000 }, (_, i) => (i * i) >> 3);
  const receivers = [];
  for (const query of ['', '?chunks=1', '?gzip=1']) receivers.push(await subscribed(t, msgpack(query), 'room:bytes'));
  const json = await subscribed(t, { protocol: 'carillon.v1.jsonl' }, 'room:bytes');
  receivers[0].send({ type: 'publish', channel: 'room:bytes', content: bytes });
  for (const receiver of receivers) {
    const message = await receiver.ofType('message');
    assert.deepStrictEqual(Uint8Array.from(message.content), bytes);
    assert.strictEqual('encoding' in message, false);
  }
  const message = await json.ofType('message');
  assert.strictEqual(message.encoding, 'base64');
  assert.deepStrictEqual(Uint8Array.from(Buffer.from(message.content, 'base64')), bytes);
});

test('commands are answered with their ids, several in a frame too', async (t) => {
  const client = await connect(t, URL, msgpack());
  assert.strictEqual((await client.ofType('welcome')).guest, true);
  client.socket.send(Buffer.concat([encode({ type: 'ping', id: 'é"' }), encode({ type: 'ping', id: -7 })]));
  assert.strictEqual((await client.ofType('pong')).id, 'é"');
  assert.strictEqual((await client.ofType('pong')).id, -7);
  assert.strictEqual((await client.ask({ type: 'nonsense', id: 8 }, 'error')).code, 'unknown_type');
});

test('commands may be compressed', async (t) => {
  const client = await connect(t, URL, msgpack('?gzip=1'));
  client.socket.send(zlib.gzipSync(encode({ type: 'ping', id: 3 })));
  assert.strictEqual((await client.ofType('pong')).id, 3);
});

test('a large command is sent in parts of its bytes', async (t) => {
  const client = await subscribed(t, msgpack('?chunks=1'), 'room:parts');
  const content = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
  const bytes = encode({ type: 'publish', channel: 'room:parts', content, id: 9 });
  for (let from = 0, index = 0; from < bytes.length; from += 50_000, index++) {
    const last = from + 50_000 >= bytes.length;
    client.send({ type: 'chunk', of: 'large', index, last, data: bytes.subarray(from, from + 50_000) });
  }
  assert.deepStrictEqual(Uint8Array.from((await client.ofType('message')).content), content);
  assert.ok(client.seen.chunks > 40);
});

test('what no JSON can say is malformed, and the session stays', async (t) => {
  const client = await connect(t, URL, msgpack());
  for (const content of [NaN, Infinity, new Date()]) {
    assert.strictEqual((await client.ask({ type: 'message', content }, 'error')).code, 'malformed');
  }
  client.socket.send('{"type":"ping"}');
  assert.strictEqual((await client.ofType('error')).code, 'malformed');
  client.socket.send(Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff]));
  assert.strictEqual((await client.ofType('error')).code, 'malformed');
  assert.deepStrictEqual(await client.ask({ type: 'ping' }, 'pong'), { type: 'pong' });
});

test('a burst is delivered in order', async (t) => {
  const client = await subscribed(t, msgpack('?gzip=1'), 'room:burst');
  for (let i = 0; i < 2000; i++) client.send({ type: 'publish', channel: 'room:burst', content: i });
  for (let i = 0; i < 2000; i++) assert.strictEqual((await client.ofType('message')).content, i);
});
