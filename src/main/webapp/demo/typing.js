/** Who is writing in the open room: signs that are not kept, not queued, and forgotten after a moment. */

import { $ } from './dom.js';
import { isOwn, nameOf, ownUser } from './people.js';
import { online } from './session.js';
import { inARow } from './words.js';

/** A sign is sent no more often than this, in milliseconds, and counts for longer. */
const EVERY = 2500;
const EXPIRES = 4000;
/** More than this are not told apart. */
const WRITERS = 50;

const writers = new Map();
let channel;
/** When the last sign was sent that has not been taken back. */
let last = -Infinity;
let leaving;

/** Watches a room's writers instead of those of the room before. */
export function watchTyping(connection, room) {
  const name = `typing:${room}`;
  if (channel?.name === name && channel === connection.channel(name)) {
    return;
  }
  stopTyping();
  leaving = new AbortController();
  channel = connection.channel(name);
  channel.addEventListener('message', heard, { signal: leaving.signal });
  channel.subscribe().catch(() => {}); // nobody misses it
}

/** Watches no room. */
export function stopTyping() {
  leaving?.abort();
  channel?.unsubscribe().catch(() => {});
  channel = undefined;
  last = -Infinity;
  writers.forEach(clearTimeout);
  writers.clear();
  showWriters();
}

/** The person at the page writes. */
export function types() {
  const now = performance.now();
  if (channel && online() && now - last > EVERY) {
    last = now;
    sign(true);
  }
}

/** The person at the page has said it, or does not say it. */
export function typed() {
  if (channel && online() && last > -Infinity) {
    sign(false);
  }
  last = -Infinity;
}

/** This user has said something. */
export function hasSaid(user) {
  forget(user);
}

function sign(typing) {
  channel.publish({ typing }, { queue: false, slot: ownUser() }).catch(() => {}); // nobody misses it
}

function heard({ detail: { sender, content } }) {
  if (isOwn(sender)) {
    return;
  }
  forget(sender);
  if (content?.typing && writers.size < WRITERS) {
    writers.set(sender, setTimeout(forget, EXPIRES, sender));
    showWriters();
  }
}

function forget(user) {
  if (writers.has(user)) {
    clearTimeout(writers.get(user));
    writers.delete(user);
    showWriters();
  }
}

function showWriters() {
  const names = [...writers.keys()].map(nameOf);
  $('typing').textContent = names.length ? `${inARow(names)} ${names.length > 1 ? 'are' : 'is'} writing…` : '';
}
