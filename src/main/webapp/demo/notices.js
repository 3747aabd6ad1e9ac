/** What the portal or others tell the person at the page, and what this one tells others. */

import { $, element, onSubmit, timeElement } from './dom.js';
import { byName, initial, isGuest, isOwn, learnName, nameOf, ownUser } from './people.js';
import { connection, onConnection, online } from './session.js';
import { toast } from './toasts.js';
import { onView, viewIs } from './views.js';
import { onMembers } from './who.js';
import { plural, refusedWords, textOf } from './words.js';

/** Older ones leave the page. */
const LIMIT = 100;
let unread = 0;

/** Starts it. */
export function startNotices() {
  onMembers(offer);
  onView('notices', seen);
  onSubmit('notify-form', notify);
  $('clear-notices').addEventListener('click', clear);
}

/** Those who are here may be told something. */
function offer(members) {
  members.forEach(learnName);
  const chosen = $('notify-to').value;
  const others = byName(members).filter(({ user }) => !isOwn(user));
  const own = ownUser();
  const people = own ? [...others, { user: own, name: 'Yourself, on all devices' }] : others;
  $('notify-to').replaceChildren(...people.map(({ user, name }) => new Option(name, user, false, user === chosen)));
}

/** To a user the portal's inbox takes it, to whom nobody could be away from; a guest has none. */
async function notify() {
  const to = $('notify-to').value;
  const text = $('notify-text').value.trim();
  if (!text || !to) {
    return;
  }
  if (!online()) {
    return answer('You are not connected.');
  }
  $('notify-send').disabled = true;
  try {
    const inbox = !isGuest(to) && !isGuest(ownUser());
    answer(inbox ? await send(to, text) : await ring(to, text));
    $('notify-text').value = '';
  } catch (refusal) {
    answer(refusedWords(refusal));
  } finally {
    $('notify-send').disabled = false;
  }
}

async function send(to, text) {
  await connection().send(to, { text }, { receipt: true });
  return `Sent to ${nameOf(to)}, now or when they return.`;
}

async function ring(to, text) {
  const { sessions } = await connection().call('demo.notify', { to, text });
  return sessions ? `Told ${nameOf(to)} on ${plural(sessions, 'connection')}.` : `${nameOf(to)} is not here any more.`;
}

function answer(text) {
  $('notify-answer').textContent = text;
}

/** Of what the portal passed on its content says who wrote it; of anything else only the server knows. */
function authorOf({ sender, content }) {
  return sender === 'portal' && typeof content?.from === 'string' ? content.from : sender;
}

function came(message) {
  const from = authorOf(message);
  const text = textOf(message);
  const line = element('li', 'notice');
  const head = element('p', 'head');
  head.append(element('bdi', 'sender', isOwn(from) ? 'You' : nameOf(from)), ' ', timeElement(message.time));
  const body = element('div', '');
  body.append(head, element('p', 'text', text));
  line.append(initial(from), body);
  add(line);
  if (!viewIs('notices') || document.hidden) {
    toast(`${nameOf(from)}: ${text}`, () => (location.hash = 'notices'));
  }
}

function delivered({ sender, time }) {
  const line = element('li', 'notice receipt');
  line.append(element('p', '', `${nameOf(sender)} has your message `), timeElement(time));
  add(line, false);
}

function dropped({ count }) {
  if (count > 0) {
    add(element('li', 'notice receipt', `${plural(count, 'earlier message')} came while you were away too long.`));
  }
}

function add(line, counts = true) {
  $('notice-list').prepend(line);
  while ($('notice-list').childElementCount > LIMIT) {
    $('notice-list').lastElementChild.remove();
  }
  if (counts && !viewIs('notices')) {
    unread++;
  }
  showCount();
}

function seen() {
  unread = 0;
  showCount();
}

function clear() {
  $('notice-list').replaceChildren();
  seen();
  $('notices-title').focus();
}

function showCount() {
  $('notices-badge').hidden = unread === 0;
  $('notices-badge').replaceChildren(String(Math.min(unread, 99)), element('span', 'unseen', ' unread'));
  const none = $('notice-list').childElementCount === 0;
  $('notices-empty').hidden = !none;
  $('clear-notices').hidden = none;
}

onConnection((connected, signal, fresh) => {
  if (fresh) {
    $('notice-list').replaceChildren();
    answer('');
    seen();
  }
  connected.addEventListener('notification', ({ detail }) => came(detail), { signal });
  connected.addEventListener('direct', ({ detail }) => came(detail), { signal });
  connected.addEventListener('receipt', ({ detail }) => delivered(detail), { signal });
  connected.addEventListener('dropped', ({ detail }) => dropped(detail), { signal });
});
