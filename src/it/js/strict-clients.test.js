'use strict';

// Clients that speak no protocol of ours at a server that admits no guests. CARILLON_ARGUMENTS is a token of nora.

const test = require('node:test');
const assert = require('node:assert');
const WebSocket = require('ws');

/** Sends messages once connected; what came and how it ended, as soon as `enough` of what came or the end. */
function talk(messages, enough) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(process.env.CARILLON_URL);
    const came = [];
    socket.on('open', () => messages.forEach((message) => socket.send(JSON.stringify(message))));
    socket.on('message', (data) => {
      came.push(JSON.parse(data.toString()));
      if (enough(came)) {
        socket.terminate();
        resolve({ came });
      }
    });
    socket.on('close', (code, reason) => resolve({ came, code, reason: reason.toString() }));
    socket.on('error', reject);
  });
}

test('auth signs in', async () => {
  const { came } = await talk([{ type: 'auth', token: process.env.CARILLON_ARGUMENTS }], (m) => m.length === 2);
  assert.deepStrictEqual(came.map((m) => m.type), ['welcome', 'auth_result']);
  assert.strictEqual(came[1].user, 'nora');
});

test('any other message before it closes with 1008', async () => {
  const { came, code, reason } = await talk([{ type: 'chat', content: 'Hi' }], () => false);
  assert.deepStrictEqual(came, []);
  assert.strictEqual(code, 1008);
  assert.match(reason, /^unauthenticated:/);
});

test('a bad token is told so, then closed with 1008', async () => {
  const { came, code } = await talk([{ type: 'auth', token: 'nonsense' }], () => false);
  assert.strictEqual(came[0].success, false);
  assert.strictEqual(code, 1008);
});
