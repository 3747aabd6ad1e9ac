/** The rooms: which is open, what was said in each, who is there, and what is unread. */

import { $, element } from './dom.js';
import { append, makeLog, messageLine, prepend, showLog, textOf, toEnd } from './log.js';
import { forgetNames, isOwn, learnName, nameOf, showMembers } from './people.js';

const ROOMS = [
  { channel: 'lobby', title: 'Lobby' },
  { channel: 'room:general', title: 'General' },
  { channel: 'room:help', title: 'Help' },
];
const byChannel = new Map(ROOMS.map((room) => [room.channel, room]));
let current = ROOMS[0];

/** The room that everybody enters. */
export const FIRST_ROOM = ROOMS[0];

/** The open room. */
export function currentRoom() {
  return current;
}

/** The room of a channel, if it has one. */
export function roomOf(channel) {
  return byChannel.get(channel);
}

/** Makes the buttons of the rooms; `open` is called with the room of the one that is pressed. */
export function makeRooms(open) {
  for (const room of ROOMS) {
    room.button = element('button', 'room');
    room.button.type = 'button';
    room.button.addEventListener('click', () => open(room));
    const item = element('li', '');
    item.append(room.button);
    $('rooms').append(item);
    emptyRoom(room);
  }
}

/** Forgets what was said and who was there. */
export function emptyRooms() {
  ROOMS.forEach(emptyRoom);
  forgetNames();
}

/** Nobody is known to be in any room: the connection has ended. */
export function clearMembers() {
  ROOMS.forEach((room) => room.members.clear());
  showCurrentMembers();
}

/** Brings a room into view. */
export function showRoom(room) {
  current = room;
  room.unread = 0;
  showLog(room.log);
  $('room-title').textContent = room.title;
  showButtons();
  showCurrentMembers();
}

/** Takes a message of the server; those of no room of ours are passed over, but for notifications. */
export function receive(message) {
  const room = roomOf(message.channel);
  switch (message.type) {
    case 'chat':
    case 'message':
      return room && showMessage(room, message);
    case 'subscribed':
      return room && entered(room, message);
    case 'history':
      return room && before(room, message);
    case 'join':
    case 'leave':
      return room && changeMember(room, message);
    case 'unsubscribed':
      return room && note(room, 'You are no longer in this room.');
    case 'notification':
    case 'direct':
      return note(current, `${nameOf(message.sender, message.guest)}, to you: ${textOf(message)}`);
  }
}

function emptyRoom(room) {
  room.log?.remove();
  Object.assign(room, { log: makeLog(room.title), members: new Map(), entered: undefined, unread: 0 });
}

function showMessage(room, message) {
  append(room.log, messageLine(message));
  if (room !== current) {
    room.unread++;
    showButtons();
  } else if (isOwn(message.sender)) {
    toEnd();
  }
}

/** The answer to entering a room; with what was missed, perhaps in several parts, of one who returns. */
function entered(room, { offset, recovered, messages, members }) {
  room.entered ??= offset;
  if (members) {
    room.members = new Map(members.map((member) => [member.user, member]));
    members.forEach(learnName);
    showCurrentMembers();
  }
  if (recovered === false) {
    note(room, 'You were away for long. Not all that was said meanwhile can be shown.');
  }
  messages.forEach((message) => showMessage(room, message));
}

/** What was said before one came; what came after is there already. */
function before(room, { messages }) {
  prepend(room.log, messages.filter(({ offset }) => offset <= room.entered).map(messageLine));
}

function changeMember(room, { type, member }) {
  const known = room.members.has(member.user);
  const joined = type === 'join';
  if (joined) {
    learnName(member);
    room.members.set(member.user, member);
  } else {
    room.members.delete(member.user);
  }
  if (known !== joined) {
    note(room, `${nameOf(member.user, member.guest)} ${joined ? 'joined' : 'left'}`);
  }
  showCurrentMembers();
}

function note(room, text) {
  append(room.log, element('p', 'note', text));
}

function showCurrentMembers() {
  showMembers(current.members.values());
}

function showButtons() {
  for (const { button, title, unread, channel } of ROOMS) {
    button.replaceChildren(element('span', '', title));
    button.setAttribute('aria-current', channel === current.channel);
    if (unread) {
      const badge = element('span', 'badge', unread);
      badge.append(element('span', 'unseen', ' unread'));
      button.append(badge);
    }
  }
}
