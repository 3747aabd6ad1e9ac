// The user's inbox: each message once, confirmed when the page has it, again if it was not.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { settle } from './kit/clock.mjs';
import { connect } from './load.mjs';
import { events, URL_OF_SERVER, world } from './kit/page.mjs';

const it = world();
const direct = (offset, content, more = {}) =>
  ({ type: 'direct', channel: 'inbox:nora', epoch: 'i1', offset, sender: 'bob', time: 1, content, ...more });
const confirmed = () => it.server.commands('received').map(({ offset }) => offset);

test('a message is sent to a user, and acknowledged', async () => {
  const page = await it.online();
  assert.deepEqual(await page.connection.send('nora', 'hi', { receipt: true, key: 'k' }), { epoch: 'i1', offset: 1 });
  const { id, ...command } = it.server.commands('send')[0];
  assert.deepEqual(command, { type: 'send', to: 'nora', content: 'hi', receipt: true, key: 'k' });
  assert.ok(id);
});

test('a message is told and confirmed', async () => {
  const page = await it.online();
  it.server.last.say(direct(1, 'a'), direct(2, 'b'));
  await settle();
  assert.deepEqual(events(page, 'direct').map(({ content }) => content), ['a', 'b']);
  assert.deepEqual(confirmed(), [1, 2]);
});

test('what comes again since its confirmation was lost is confirmed again, and not told', async () => {
  const page = await it.online();
  it.server.last.say(direct(1, 'a'), direct(2, 'b'));
  await settle();
  it.server.last.drop(1006);
  await it.clock.pass(1000);
  it.server.last.say(direct(1, 'a'), direct(2, 'b'), direct(3, 'c'));
  await settle();
  assert.deepEqual(events(page, 'direct').map(({ content }) => content), ['a', 'b', 'c']);
  assert.deepEqual(it.server.last.commands('received').map(({ offset }) => offset), [1, 2, 3],
    'no further than this session was sent');
});

test('an inbox that began anew is another', async () => {
  const page = await it.online();
  it.server.last.say(direct(5, 'a'), direct(1, 'b', { epoch: 'i2' }));
  await settle();
  assert.equal(events(page, 'direct').length, 2);
});

test('a page that does not listen does not confirm, so that one that does gets it', async () => {
  const connection = connect(URL_OF_SERVER, { WebSocket: it.server.WebSocket });
  await settle();
  it.server.last.say(direct(1, 'a'));
  await settle();
  assert.deepEqual(confirmed(), []);
  const told = [];
  connection.addEventListener('direct', ({ detail }) => told.push(detail.content));
  connection.reconnect();
  await settle();
  it.server.last.say(direct(1, 'a'));
  await settle();
  assert.deepEqual(told, ['a']);
  assert.deepEqual(confirmed(), [1]);
  connection.close();
});

test('a page whose listener was for one message, or is gone, confirms no other one', async () => {
  const connection = connect(URL_OF_SERVER, { WebSocket: it.server.WebSocket });
  await settle();
  const told = [];
  const listener = ({ detail }) => told.push(detail.offset);
  connection.addEventListener('direct', listener, { once: true });
  it.server.last.say(direct(1, 'a'), direct(2, 'b'));
  await settle();
  connection.addEventListener('direct', listener);
  connection.removeEventListener('direct', listener);
  it.server.last.say(direct(3, 'c'));
  await settle();
  assert.deepEqual([told, confirmed()], [[1], [1]]);
  connection.close();
});

test('a message is not confirmed if a listener throws, which the page reports as ever', async () => {
  const connection = connect(URL_OF_SERVER, { WebSocket: it.server.WebSocket });
  await settle();
  const told = [];
  connection.addEventListener('direct', ({ detail }) => {
    if (detail.content === 'bad') {
      throw new Error('not stored');
    }
  });
  connection.addEventListener('direct', { handleEvent: ({ detail }) => told.push(detail.content) });
  const reported = await uncaught(async () => {
    it.server.last.say(direct(1, 'good'), direct(2, 'bad'));
    await settle();
  });
  assert.deepEqual(reported, ['not stored']);
  assert.deepEqual([told, confirmed()], [['good', 'bad'], [1]]);
  connection.close();
});

test('a receipt is told and confirmed too', async () => {
  const page = await it.online();
  it.server.last.say(direct(4, { to: 'bob', epoch: 'i9', offset: 1 }, { type: 'receipt' }));
  await settle();
  assert.equal(events(page, 'receipt')[0].content.to, 'bob');
  assert.deepEqual(confirmed(), [4]);
});

test('what the inbox lost is told once', async () => {
  const page = await it.online();
  const dropped = { type: 'dropped', channel: 'inbox:nora', epoch: 'i1', offset: 7, count: 3 };
  it.server.last.say(dropped, direct(8, 'h'));
  await settle();
  it.server.last.say(dropped);
  await settle();
  assert.deepEqual(events(page, 'dropped').map(({ count }) => count), [3]);
  assert.deepEqual(confirmed(), [8]);
});

test('a notification is told, and needs no confirmation', async () => {
  const page = await it.online();
  it.server.last.say({ type: 'notification', sender: 'portal', time: 1, content: 'soon' });
  await settle();
  assert.equal(events(page, 'notification')[0].content, 'soon');
  assert.deepEqual(confirmed(), []);
});

/** The errors that nobody catches meanwhile. */
async function uncaught(work) {
  const others = process.listeners('uncaughtException');
  const errors = [];
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', ({ message }) => errors.push(message));
  await work();
  process.removeAllListeners('uncaughtException');
  others.forEach((listener) => process.on('uncaughtException', listener));
  return errors;
}
