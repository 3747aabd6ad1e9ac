'use strict';

// A message of 16 MB in parts, with the npm package ws: cut as a script does it, by the index of characters.
// CARILLON_URL is the socket's address; guests are admitted there.

const test = require('node:test');
const assert = require('node:assert');
const WebSocket = require('ws');

const URL = process.env.CARILLON_URL;
const PART = 32 * 1024;
const MUSIC = String.fromCodePoint(0x1f3b5);

/** Sends a few parts at a time and waits for the answer to a ping behind them. */
async function sendInParts(socket, of, command) {
  const text = JSON.stringify(command);
  for (let from = 0, index = 0; from < text.length; from += PART, index++) {
    const last = from + PART >= text.length;
    socket.send(JSON.stringify({ type: 'chunk', of, index, last, data: text.slice(from, from + PART) }));
    if (index % 8 === 7) {
      const id = `pace-${index}`;
      await new Promise((resolve) => {
        const listen = (data) => {
          if (data.toString() === JSON.stringify({ type: 'pong', id })) {
            socket.off('message', listen);
            resolve();
          }
        };
        socket.on('message', listen);
        socket.send(JSON.stringify({ type: 'ping', id }));
      });
    }
  }
}

test('a message of 16 MB arrives as it was sent', async (t) => {
  const socket = new WebSocket(URL, ['carillon.v1.json']);
  t.after(() => socket.terminate());
  const content = { text: 'x' + (MUSIC + 'abc').repeat(2_300_000) };
  const arrived = {};
  await new Promise((resolve, reject) => {
    socket.once('error', reject).once('close', (code, reason) => reject(new Error(`${code} ${reason}`)));
    socket.once('open', () => {
      socket.send(JSON.stringify({ type: 'subscribe', channel: 'room:npm' }));
      sendInParts(socket, 'one', { type: 'publish', id: 1, channel: 'room:npm', content });
    });
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString());
      assert.notStrictEqual(message.type, 'error', message.message);
      arrived[message.type === 'ack' && message.of ? 'transfer' : message.type] = message;
      if (arrived.ack && arrived.message) {
        resolve();
      }
    });
  });
  assert.strictEqual(arrived.transfer.of, 'one');
  assert.strictEqual(arrived.ack.id, 1);
  assert.deepStrictEqual(arrived.message.content, content);
});
