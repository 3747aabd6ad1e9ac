/** The logs of the rooms: one is in view, and stays at its end unless somebody reads further up. */

import { $, element } from './dom.js';
import { isOwn, nameOf } from './people.js';

/** Older lines leave the page. */
const LINES = 500;
/** How far from its end, in pixels, a log still counts as read to the end. */
const NEAR_END = 40;

let shown;
/** Whether the end of the log in view is in view too and stays there as lines come. */
let following = true;

/** A new, empty log, not in view. */
export function makeLog(title) {
  const log = element('div', 'log');
  log.setAttribute('role', 'log');
  log.setAttribute('aria-live', 'polite');
  log.setAttribute('aria-label', `Messages in ${title}`);
  log.tabIndex = 0;
  log.hidden = true;
  log.addEventListener('scroll', () => follow(log));
  $('logs').append(log);
  return log;
}

/** Brings a log into view instead of the one before. */
export function showLog(log) {
  if (shown) {
    shown.hidden = true;
  }
  shown = log;
  log.hidden = false;
  toEnd();
}

/** Adds a line to a log. */
export function append(log, line) {
  log.append(line);
  if (log.childElementCount > LINES) {
    log.firstElementChild.remove();
  }
  if (log === shown && following) {
    toEnd();
  } else if (log === shown) {
    $('newest').hidden = false;
  }
}

/** Puts lines before all others of a log. */
export function prepend(log, lines) {
  log.prepend(...lines);
  if (log === shown && following) {
    toEnd();
  }
}

/** Scrolls the log in view to its end, and follows it from now on. */
export function toEnd() {
  following = true;
  if (shown) {
    shown.scrollTop = shown.scrollHeight;
  }
  $('newest').hidden = true;
}

/** Keeps the end in view when the room for it changes, as when a keyboard opens. */
export function followSize() {
  new ResizeObserver(() => following && toEnd()).observe($('logs'));
}

/** The line of a message. */
export function messageLine(message) {
  const own = isOwn(message.sender);
  const sent = new Date(message.time);
  const time = element('time', '', sent.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
  time.dateTime = sent.toISOString();
  time.title = sent.toLocaleString();
  const head = element('p', 'head');
  head.append(element('bdi', 'sender', own ? 'You' : nameOf(message.sender, message.guest)), ' ', time);
  const line = element('div', own ? 'message own' : 'message');
  line.append(head, element('p', 'text', textOf(message)));
  return line;
}

/** The content of a message as a text. */
export function textOf({ content, encoding }) {
  if (encoding) {
    return `Binary data in ${encoding}: ${content}`;
  }
  return typeof content === 'string' ? content : JSON.stringify(content);
}

/** Somebody who reads further up is not torn away by new lines. */
function follow(log) {
  following = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END;
  if (following) {
    $('newest').hidden = true;
  }
}
