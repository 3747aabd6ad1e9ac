'use strict';

// Clients that speak no protocol of ours, as their authors wrote them, with the npm package ws.
// CARILLON_URL is the socket's address; guests are admitted there.

const test = require('node:test');
const assert = require('node:assert');
const WebSocket = require('ws');

const URL = process.env.CARILLON_URL;
const PATIENCE_MS = 10_000;

/** A connected client that keeps what arrives until it is asked for. */
async function connect(t, query = '') {
  const socket = new WebSocket(URL + query);
  const arrived = [];
  const waiting = [];
  socket.on('message', (data, binary) => {
    const message = { text: data.toString(), binary };
    const next = waiting.findIndex((w) => w.wanted(message));
    if (next >= 0) {
      waiting.splice(next, 1)[0].resolve(message);
    } else {
      arrived.push(message);
    }
  });
  t.after(() => socket.terminate());
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));

  function next(wanted) {
    const index = arrived.findIndex(wanted);
    if (index >= 0) {
      return Promise.resolve(arrived.splice(0, index + 1)[index]);
    }
    arrived.length = 0;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('nothing more came')), PATIENCE_MS);
      waiting.push({ wanted, resolve: (message) => resolve(message, clearTimeout(timer)) });
    });
  }

  return {
    socket,
    next,
    nextText: async () => (await next(() => true)).text,
    ofType: async (type) => JSON.parse((await next((m) => m.text.startsWith(`{"type":"${type}"`))).text),
  };
}

test('the greeting comes first and names the guest', async (t) => {
  const client = await connect(t, '?user=Nora');
  const first = JSON.parse(await client.nextText());
  assert.strictEqual(first.type, 'welcome');
  assert.strictEqual(first.user, 'guest:Nora');
});

test('a text ping is answered by a text pong', async (t) => {
  const client = await connect(t);
  await client.ofType('welcome');
  client.socket.send('ping');
  assert.strictEqual(await client.nextText(), 'pong');
});

test('a JSON ping is answered by a JSON pong', async (t) => {
  const client = await connect(t);
  await client.ofType('welcome');
  client.socket.send(JSON.stringify({ type: 'ping' }));
  assert.deepStrictEqual(JSON.parse(await client.nextText()), { type: 'pong' });
});

test('auth and login are answered by auth_result', async (t) => {
  const token = process.env.CARILLON_ARGUMENTS;
  for (const message of [{ type: 'auth', token }, { type: 'login', username: 'nora', token }]) {
    const client = await connect(t);
    client.socket.send(JSON.stringify(message));
    const result = await client.ofType('auth_result');
    assert.strictEqual(result.success, true);
    assert.strictEqual(result.user, 'nora');
  }
});

test('a chat reaches everyone, the sender too', async (t) => {
  const nora = await connect(t, '?user=Nora');
  const omar = await connect(t, '?user=Omar');
  await omar.ofType('welcome');
  nora.socket.send(JSON.stringify({ type: 'chat', content: 'Good morning' }));
  for (const client of [nora, omar]) {
    const chat = await client.ofType('chat');
    assert.strictEqual(chat.sender, 'guest:Nora');
    assert.strictEqual(chat.content, 'Good morning');
  }
});

test('a message reaches everyone', async (t) => {
  const nora = await connect(t, '?user=Nora');
  const omar = await connect(t, '?user=Omar');
  await omar.ofType('welcome');
  nora.socket.send(JSON.stringify({ type: 'message', content: { text: 'Hi', at: [1, 2] } }));
  assert.deepStrictEqual((await omar.ofType('message')).content, { text: 'Hi', at: [1, 2] });
});

test('data of a metric reaches those who subscribed to it', async (t) => {
  const dashboard = await connect(t);
  const sensor = await connect(t);
  dashboard.socket.send(JSON.stringify({ type: 'subscribe', metricId: 'cpu' }));
  await dashboard.ofType('subscribed');
  sensor.socket.send(JSON.stringify({ type: 'data', channel: 'metric:cpu', content: 0.93 }));
  const message = await dashboard.ofType('message');
  assert.strictEqual(message.channel, 'metric:cpu');
  assert.strictEqual(message.content, 0.93);
});

test('a numbered message is acknowledged, and again when it is repeated, but delivered once', async (t) => {
  const sender = await connect(t);
  const receiver = await connect(t);
  await receiver.ofType('welcome');
  const message = JSON.stringify({ id: 1, data: { n: 1 }, timestamp: Date.now() });
  for (let i = 0; i < 3; i++) {
    sender.socket.send(message);
    assert.strictEqual((await sender.ofType('ack')).id, 1);
  }
  assert.deepStrictEqual((await receiver.ofType('message')).content, { n: 1 });
  sender.socket.send('the next');
  assert.strictEqual((await receiver.ofType('message')).content, 'the next');
});

test('plain text reaches everyone as content', async (t) => {
  const nora = await connect(t, '?user=Nora');
  const omar = await connect(t, '?user=Omar');
  await omar.ofType('welcome');
  nora.socket.send('Hello Server! "quoted" – ünïcode 🎵');
  const message = await omar.ofType('message');
  assert.strictEqual(message.content, 'Hello Server! "quoted" – ünïcode 🎵');
  assert.strictEqual('encoding' in message, false);
});

test('an ArrayBuffer reaches everyone in base64', async (t) => {
  const nora = await connect(t, '?user=Nora');
  const omar = await connect(t, '?user=Omar');
  await omar.ofType('welcome');
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  nora.socket.send(bytes.buffer);
  const message = await omar.ofType('message');
  assert.strictEqual(message.encoding, 'base64');
  assert.deepStrictEqual(Uint8Array.from(Buffer.from(message.content, 'base64')), bytes);
});

test('a WebSocket ping is answered', async (t) => {
  const client = await connect(t);
  const pong = new Promise((resolve) => client.socket.once('pong', resolve));
  client.socket.ping('still there?');
  assert.strictEqual((await pong).toString(), 'still there?');
});

test('a close is answered with its code', async (t) => {
  const client = await connect(t);
  const closed = new Promise((resolve) => client.socket.once('close', resolve));
  client.socket.close(1000, 'bye');
  assert.strictEqual(await closed, 1000);
});
