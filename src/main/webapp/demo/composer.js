/** What the person at the page writes, within the limit of the server, and what was wrong with it. */

import { $, onSubmit } from './dom.js';
import { frameBytes } from './protocol.js';
import { currentRoom, roomOf } from './rooms.js';
import { refusedWords } from './words.js';

/** The bytes of one frame. */
let limit = 0;

/** Starts it; `publish` takes a channel and a text, and answers with a promise. */
export function startComposer(publish) {
  onSubmit('composer', () => send(publish));
  $('text').addEventListener('input', showSize);
  $('text').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send(publish);
    }
  });
}

/** The server takes frames of so many bytes. */
export function limitTo(bytes) {
  limit = bytes;
}

/** Writes to the open room from now on. */
export function writeToRoom() {
  $('text').placeholder = `Message to ${currentRoom().title}`;
  tellProblem('');
  showSize();
}

export function clearText() {
  $('text').value = '';
}

export function focusText() {
  $('text').focus();
}

/** Tells why something was refused; a refused room has its channel as `id`. */
export function tellRefusal(refusal) {
  const room = roomOf(refusal.id);
  tellProblem((room ? `${room.title}: ` : '') + refusedWords(refusal));
}

function tellProblem(text) {
  $('problem').textContent = text;
}

/** Shows how much of the limit is used; whether the text is within it. */
function showSize() {
  const { channel } = currentRoom();
  const envelope = frameBytes(channel, '');
  const bytes = frameBytes(channel, $('text').value) - envelope;
  const most = limit - envelope;
  $('size').textContent = `${bytes.toLocaleString('en')} of ${most.toLocaleString('en')} bytes`;
  $('size').classList.toggle('over', bytes > most);
  return bytes <= most;
}

function send(publish) {
  const text = $('text').value.trim();
  if (!text) {
    return;
  }
  if ($('state').dataset.state !== 'online') {
    return tellProblem('You are not connected. Your text stays here until you are.');
  }
  if (!showSize()) {
    return tellProblem('The message is too long. Shorten it and send it again.');
  }
  clearText();
  tellProblem('');
  showSize();
  publish(currentRoom().channel, text).catch((refusal) => giveBack(text, refusal));
}

/** A refused text goes back to the composer, unless the next one is being written there. */
function giveBack(text, refusal) {
  tellRefusal(refusal);
  $('text').value ||= text;
  showSize();
}
