// Who a page is: tokens, their renewal, guests, and what the server says no to.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { settle } from './kit/clock.mjs';
import { events, outcome, world } from './kit/page.mjs';

const it = world();

test('a token signs in, and the page is online only as that user', async () => {
  it.server.users = { t1: 'nora' };
  it.server.guests = false;
  const page = await it.online({ token: 't1' });
  const { user, guest } = page.state;
  assert.deepEqual({ user, guest }, { user: 'nora', guest: false });
});

test('a page with a token is never online as a guest, however late its token comes', async () => {
  it.server.users = { t1: 'nora' };
  let give;
  const page = it.page({ token: () => new Promise((resolve) => { give = resolve; }) });
  const publication = outcome(page.connection.channel('news').publish('in my name'));
  await it.clock.pass(3000);
  assert.equal(page.state.name, 'connecting');
  give('t1');
  await settle();
  assert.deepEqual(events(page, 'state').map(({ user }) => user).filter(Boolean), ['nora']);
  assert.ok(publication.value);
  assert.equal(it.server.channel('news').log[0].sender, 'nora');
});

test('the token of the last connection does not count for the next one', async () => {
  it.server.users = { t1: 'nora' };
  const gives = [() => 't1', () => new Promise(() => {})];
  const page = await it.online({ token: () => gives.shift()() });
  page.connection.reconnect();
  await settle();
  assert.equal(page.state.name, 'connecting');
  assert.equal(it.server.last.commands('auth').length, 0);
});

test('a token that is not accepted closes the connection with the words of the server', async () => {
  it.server.guests = false;
  const page = await it.online({ token: 'bad' });
  assert.deepEqual(page.state, { name: 'closed', code: 1008, word: 'unauthenticated', words: 'not accepted' });
});

test('a token that is not accepted does not leave the page a guest', async () => {
  const page = await it.online({ token: 'bad' });
  assert.equal(page.state.name, 'closed');
  assert.ok(!page.states.includes('online'));
});

test('an expired token is renewed by the callback, with a back-off, since it came from there', async () => {
  it.server.users = { fresh: 'nora' };
  const tokens = ['old', 'fresh'];
  const page = await it.online({ token: () => tokens.shift() });
  assert.equal(page.state.name, 'waiting');
  assert.equal(page.state.word, 'expired');
  await it.clock.pass(1000);
  assert.equal(page.state.user, 'nora');
});

test('an expired token without a callback closes the connection', async () => {
  const page = await it.online({ token: 'old' });
  assert.equal(page.state.name, 'closed');
  assert.equal(page.state.word, 'token_expired');
});

test('a token is renewed a minute before it expires, without a new connection', async () => {
  it.server.users = { t1: 'nora', t2: 'nora' };
  it.server.expires = it.clock.now + 600_000;
  const tokens = ['t1', 't2'];
  const page = await it.online({ token: () => tokens.shift() });
  it.server.heartbeat = { interval: 1e9, timeout: 1 };
  const beats = setEvery(() => it.server.last.say({ type: 'ping' }));
  await beats(539_000);
  assert.equal(it.server.commands('auth').length, 1);
  it.server.expires = it.clock.now + 6_000_000;
  await beats(2000);
  assert.deepEqual(it.server.commands('auth').map(({ token }) => token), ['t1', 't2']);
  assert.equal(it.server.sessions.length, 1);
  assert.deepEqual(page.states, ['connecting', 'online']);
});

test('a short token is renewed when three quarters of it have passed', async () => {
  it.server.users = { t1: 'nora' };
  it.server.expires = it.clock.now + 8000;
  await it.online({ token: () => 't1' });
  await it.clock.pass(5999);
  assert.equal(it.server.commands('auth').length, 1);
  await it.clock.pass(1);
  assert.equal(it.server.commands('auth').length, 2);
});

test('a callback that fails is asked again after the back-off, by the same transport', async () => {
  it.server.users = { t1: 'nora' };
  const warned = silence();
  let calls = 0;
  const page = await it.online({
    transports: undefined,
    token: () => {
      if (++calls === 1) {
        throw new Error('the portal is busy');
      }
      return 't1';
    },
  });
  assert.equal(page.state.name, 'waiting');
  assert.equal(page.state.word, 'token');
  assert.equal(calls, 1);
  await it.clock.pass(1000);
  assert.equal(page.state.transport, 'websocket');
  assert.equal(warned().length, 1);
});

test('a callback that never answers is given up in time, by the same transport', async () => {
  const page = await it.online({ transports: undefined, token: () => new Promise(() => {}) });
  await it.clock.pass(10_000);
  assert.equal(page.state.name, 'waiting');
  assert.equal(page.state.word, 'token');
});

test('a server that cannot check tokens just now is asked again, not left', async () => {
  it.server.users = { t1: 'nora' };
  it.server.guests = false;
  it.server.refuse('auth', 'unavailable', { retry: true, times: 1 });
  const page = await it.online({ token: 't1' });
  assert.equal(page.state.name, 'waiting');
  assert.equal(page.state.word, 'unavailable');
  await it.clock.pass(1000);
  assert.equal(page.state.user, 'nora');
});

test('a guest that is not admitted is told so, rather than left waiting', async () => {
  it.server.guests = false;
  const page = await it.online();
  const { name, word, words } = page.state;
  assert.deepEqual({ name, word, words },
    { name: 'closed', word: 'unauthenticated', words: 'guests are not admitted here' });
});

test('a guest signs in: one session, its subscriptions and calls are not repeated', async () => {
  it.server.users = { t1: 'nora' };
  const page = await it.online();
  await page.channel('news').subscribe();
  it.server.mute.add('call');
  outcome(page.connection.call('slow'));
  const answer = await page.connection.signIn('t1');
  assert.equal(answer.user, 'nora');
  await settle();
  assert.equal(page.state.user, 'nora');
  assert.equal(page.state.guest, false);
  assert.equal(it.server.commands('subscribe').length, 1);
  assert.equal(it.server.commands('call').length, 1);
});

test('who signed in by the page is the same user after a return', async () => {
  it.server.users = { t1: 'nora' };
  const page = await it.online();
  await page.connection.signIn('t1');
  it.server.last.drop(1006);
  await it.clock.pass(1000);
  assert.equal(page.state.user, 'nora');
});

test('signing in with a bad token is refused by name, and the guest stays', async () => {
  const page = await it.online();
  await assert.rejects(page.connection.signIn('bad'), { code: 'unauthenticated', message: 'not accepted' });
  assert.equal(page.state.guest, true);
});

function setEvery(beat) {
  return async (milliseconds) => {
    for (let passed = 0; passed < milliseconds; passed += 1000) {
      beat();
      await it.clock.pass(1000);
    }
  };
}

/** Keeps warnings off the console; what they were. */
function silence() {
  const { warn } = console;
  const warned = [];
  console.warn = (...words) => warned.push(words);
  return () => {
    console.warn = warn;
    return warned;
  };
}
