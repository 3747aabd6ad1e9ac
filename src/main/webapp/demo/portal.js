/** The page: signs in and out, and joins the parts: the connection, the bar, the rooms, the composer. */

import { countDown, showBar } from './bar.js';
import { Client } from './client.js';
import { clearText, focusText, limitTo, startComposer, tellRefusal, writeToRoom } from './composer.js';
import { $, onSubmit } from './dom.js';
import { followSize, toEnd } from './log.js';
import { nameOf, signedInAs } from './people.js';
import { FIRST_ROOM, clearMembers, emptyRooms, makeRooms, receive, showRoom } from './rooms.js';
import { closedWords } from './words.js';

const WIDE = matchMedia('(min-width: 60rem)');
let client;
let withToken = false;

function signIn({ user, token }) {
  client?.close();
  withToken = Boolean(token);
  $('sign-in-problem').textContent = '';
  const url = new URL('ws', document.baseURI);
  url.protocol = url.protocol.replace('http', 'ws');
  const channels = [FIRST_ROOM.channel];
  client = new Client({ url, user, token, channels, onState: showState, onMessage: handle });
  client.open();
}

function signOut() {
  client?.close();
  client = undefined;
  showState({ name: 'none' });
  showSignIn('');
}

function randomName() {
  return `visitor ${crypto.getRandomValues(new Uint16Array(1))[0]}`;
}

function showState(state) {
  switch (state.name) {
    case 'connecting':
      return showBar(state.name, 'Connecting…');
    case 'online':
      return online(state);
    case 'waiting':
      return countDown(state.name, state.delay);
    case 'closed':
      return closed(state);
    default:
      return showBar(state.name, 'Not connected');
  }
}

function online({ name, user, guest, limit }) {
  signedInAs(user);
  limitTo(limit);
  showChat();
  $('sign-out').textContent = 'Sign out';
  showBar(name, `Online as ${nameOf(user, guest)}`);
}

function closed(state) {
  const reason = closedWords(state, withToken);
  showBar(state.name, `Closed: ${reason}`);
  $('sign-out').textContent = 'Sign in again';
  clearMembers();
  $('token-part').open ||= withToken || state.word === 'unauthenticated';
  if ($('chat').hidden) {
    showSignIn(reason[0].toUpperCase() + reason.slice(1));
  }
}

function showSignIn(problem) {
  $('chat').hidden = $('sign-out').hidden = true;
  $('sign-in').hidden = false;
  $('sign-in-problem').textContent = problem;
  const field = $('token-part').open ? $('token') : $('name');
  field.focus();
}

function showChat() {
  if ($('chat').hidden) {
    $('sign-in').hidden = true;
    $('chat').hidden = $('sign-out').hidden = false;
    emptyRooms();
    clearText();
    openRoom(FIRST_ROOM);
    focusText();
  }
}

function openRoom(room) {
  showRoom(room);
  client.subscribe(room.channel);
  writeToRoom();
}

function handle(message) {
  if (message.type === 'error') {
    tellRefusal(message);
  } else {
    receive(message);
  }
}

function start() {
  makeRooms(openRoom);
  startComposer((channel, text) => client.publish(channel, text));
  onSubmit('guest-form', () => signIn({ user: $('name').value.trim() || randomName() }));
  onSubmit('token-form', () => {
    signIn({ token: $('token').value.trim() });
    $('token').value = '';
  });
  $('sign-out').addEventListener('click', signOut);
  $('newest').addEventListener('click', () => {
    toEnd();
    focusText();
  });
  followSize();
  const fold = () => ($('members').open = WIDE.matches);
  WIDE.addEventListener('change', fold);
  fold();
}

start();
