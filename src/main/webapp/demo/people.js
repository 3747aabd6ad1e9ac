/** Who is who: the person at the page, the names of others, and how they are shown. */

import { $, element } from './dom.js';

const GUEST_PREFIX = 'guest:';
/** More names than this are not remembered. */
const NAMES = 2000;
const names = new Map();
let own;

/** The person at the page is this user. */
export function signedInAs(user) {
  own = user;
}

export function isOwn(user) {
  return user === own;
}

/** The user id of the person at the page. */
export function ownUser() {
  return own;
}

export function isGuest(user) {
  return user.startsWith(GUEST_PREFIX);
}

export function learnName({ user, info }) {
  if (info?.name && names.size < NAMES) {
    names.set(user, info.name);
  }
}

export function forgetNames() {
  names.clear();
}

export function nameOf(user) {
  return isGuest(user) ? user.slice(GUEST_PREFIX.length) : (names.get(user) ?? user);
}

/** Sorted by name, as { user, name }. */
export function byName(members) {
  return [...members].map(({ user }) => ({ user, name: nameOf(user) }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.user.localeCompare(b.user));
}

/** A circle with the first letter of a name, in a colour of its own. */
export function initial(user) {
  const made = element('span', 'initial', ([...nameOf(user)][0] ?? '?').toUpperCase());
  made.dataset.tint = tintOf(user);
  made.setAttribute('aria-hidden', 'true');
  return made;
}

/** Lists these members, by name. */
export function showMembers(members) {
  const lines = byName(members);
  $('count').textContent = lines.length;
  $('member-list').replaceChildren(...lines.map(memberLine));
}

function memberLine({ user, name }) {
  const line = element('li', 'member');
  line.append(initial(user), element('bdi', 'name', name));
  if (isOwn(user)) {
    line.append(element('span', 'you', 'you'));
  } else if (isGuest(user)) {
    line.append(element('span', 'you', 'guest'));
  }
  return line;
}

function tintOf(user) {
  let sum = 0;
  for (const char of user) {
    sum = (sum * 31 + char.codePointAt(0)) % 6007;
  }
  return sum % 6;
}
