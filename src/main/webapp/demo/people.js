/** Who is who: the person at the page, the names of others, and the list of members. */

import { $, element } from './dom.js';

const GUEST_PREFIX = 'guest:';
const names = new Map();
let own;

/** The person at the page is this user. */
export function signedInAs(user) {
  own = user;
}

export function isOwn(user) {
  return user === own;
}

export function learnName({ user, info }) {
  if (info?.name) {
    names.set(user, info.name);
  }
}

export function forgetNames() {
  names.clear();
}

export function nameOf(user, guest) {
  return guest ? `${user.slice(GUEST_PREFIX.length)} (guest)` : (names.get(user) ?? user);
}

/** Lists these members, by name. */
export function showMembers(members) {
  const lines = [...members].map(({ user, guest }) => ({ user, name: nameOf(user, guest) }));
  lines.sort((a, b) => a.name.localeCompare(b.name));
  $('count').textContent = lines.length;
  $('member-list').replaceChildren(...lines.map(memberLine));
}

function memberLine({ user, name }) {
  const line = element('li', 'member');
  const initial = element('span', 'initial', [...name][0].toUpperCase());
  initial.setAttribute('aria-hidden', 'true');
  line.append(initial, element('bdi', 'name', name));
  if (isOwn(user)) {
    line.append(element('span', 'you', 'you'));
  }
  return line;
}
