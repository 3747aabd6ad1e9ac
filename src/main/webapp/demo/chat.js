/** The view of the rooms: which one is open, and what is unread in the others. */

import { $, button, element } from './dom.js';
import { clearText, focusText, startComposer, tellProblem, writeTo } from './composer.js';
import { forgetNames, isOwn, showMembers } from './people.js';
import { Room } from './room.js';
import { onConnection } from './session.js';
import { hasSaid, stopTyping, watchTyping } from './typing.js';
import { onView, viewIs } from './views.js';
import { membersChanged } from './who.js';

const WIDE = matchMedia('(min-width: 60rem)');
const tell = { members: showRoomMembers, message: received, problem };
const ROOMS = [
  new Room('lobby', 'Lobby', tell),
  new Room('room:general', 'General', tell),
  new Room('room:help', 'Help', tell),
];
const LOBBY = ROOMS[0];
let current = LOBBY;
let connected;

/** Starts it. */
export function startChat() {
  for (const room of ROOMS) {
    room.button = button('room', '', () => open(room));
    room.button.dataset.channel = room.name;
    const item = element('li', '');
    item.append(room.button);
    $('rooms').append(item);
  }
  startComposer((text) => current.say(text));
  $('newest').addEventListener('click', () => {
    current.log.toEnd();
    focusText();
  });
  const fold = () => ($('members').open = WIDE.matches);
  WIDE.addEventListener('change', fold);
  fold();
  onView('chat', seen);
  document.addEventListener('visibilitychange', seen);
}

function open(room) {
  current.log.element.hidden = true;
  current = room;
  room.log.element.hidden = false;
  room.log.toEnd();
  $('chat-title').textContent = room.title;
  writeTo(room.title);
  showRoomMembers(room);
  seen();
  if (connected) {
    room.enter();
    watchTyping(connected, room.name);
  }
}

function received(room, { sender }) {
  if (room === current) {
    hasSaid(sender);
  }
  if (isOwn(sender) && room === current) {
    room.log.toEnd();
  } else if (!isOwn(sender) && (room !== current || !viewIs('chat') || document.hidden)) {
    room.unread++;
    showUnread();
  }
}

/** What the open room says is read as soon as it is in view. */
function seen() {
  if (viewIs('chat') && !document.hidden) {
    current.unread = 0;
  }
  showUnread();
}

function showRoomMembers(room) {
  if (room === current) {
    showMembers(room.members.values());
  }
  if (room === LOBBY) {
    membersChanged([...room.members.values()]);
  }
}

function problem(room, text) {
  tellProblem(`${room.title}: ${text}`);
}

function showUnread() {
  for (const room of ROOMS) {
    room.button.replaceChildren(element('span', '', room.title));
    room.button.setAttribute('aria-current', room === current);
    room.button.setAttribute('aria-label', room.words);
    if (room.unread) {
      room.button.append(element('span', 'badge', Math.min(room.unread, 99)));
    }
  }
  const all = ROOMS.reduce((sum, { unread }) => sum + unread, 0);
  $('chat-badge').hidden = all === 0;
  $('chat-badge').replaceChildren(String(Math.min(all, 99)), element('span', 'unseen', ' unread'));
}

onConnection((connection, signal, fresh) => {
  connected = connection;
  if (fresh) {
    forgetNames();
    clearText();
  }
  ROOMS.forEach((room) => room.attach(connection, signal, fresh));
  connection.addEventListener('state', ({ detail }) => {
    if (detail.name === 'closed') {
      ROOMS.forEach((room) => room.empty());
    }
  }, { signal });
  signal.addEventListener('abort', () => {
    stopTyping();
    connected = undefined;
  });
  open(fresh ? LOBBY : current);
  LOBBY.enter();
});
