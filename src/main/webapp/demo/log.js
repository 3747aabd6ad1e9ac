/** The log of a room: what was said, in its order and once, and below it what one has said and nobody has yet. */

import { $, button, element, timeElement } from './dom.js';
import { isGuest, isOwn, nameOf } from './people.js';
import { textOf } from './words.js';

/** Older lines leave the page, later while somebody reads further up. */
const LINES = 300;
const LINES_READING = 600;
/** How far from its end, in pixels, a log still counts as read to the end. */
const NEAR_END = 40;

export class Log {
  #lines = element('div', 'lines');
  #pending = element('div', 'pending');
  #earlier;
  /** The lines of publications by their positions, and by their senders' own names for them. */
  #byPosition = new Map();
  #byName = new Map();
  #following = true;
  #height = 0;
  #epoch;
  /** The latest offset on the page. */
  #newest;

  /** `onEarlier` is called for older messages. */
  constructor(title, onEarlier) {
    this.element = element('div', 'log');
    this.element.setAttribute('role', 'log');
    this.element.setAttribute('aria-live', 'polite');
    this.element.setAttribute('aria-label', `Messages in ${title}`);
    this.element.tabIndex = 0;
    this.element.hidden = true;
    this.#pending.setAttribute('aria-live', 'off');
    this.#earlier = button('plain earlier', 'Show earlier messages', onEarlier);
    this.#earlier.hidden = true;
    this.element.append(this.#earlier, this.#lines, this.#pending);
    this.element.addEventListener('scroll', () => this.#scrolled());
    new ResizeObserver(() => this.#resized()).observe(this.element);
    $('logs').append(this.element);
  }

  /** The position of the earliest message on the page. */
  get earliest() {
    return [...this.#lines.children].find(({ publication }) => publication)?.publication;
  }

  /** Whether there are earlier messages to ask for. */
  set more(more) {
    this.#earlier.hidden = !more;
  }

  /** Asks for earlier messages one at a time. */
  set busy(busy) {
    this.#earlier.disabled = busy;
  }

  /** Adds messages where they belong; how many were not there yet. */
  add(...publications) {
    const { scrollHeight, scrollTop } = this.element;
    const fresh = publications.filter((publication) => this.#place(publication));
    this.#orderNotes();
    if (this.#following) {
      this.toEnd();
    } else if (fresh.length > 0 && fresh[0] === this.earliest) {
      this.element.scrollTop = scrollTop + this.element.scrollHeight - scrollHeight;
    } else if (fresh.length > 0 && !this.element.hidden) {
      $('newest').hidden = false;
    }
    this.#trim();
    return fresh.length;
  }

  /** Adds a line about the room itself. */
  note(text) {
    const line = element('p', 'note', text);
    line.order = this.#newest;
    this.#lines.append(line);
    this.#stay();
  }

  /** Shows what is not acknowledged yet. */
  wait(line) {
    this.#pending.append(line);
    this.toEnd();
  }

  /** Nothing was said that is known of. */
  clear() {
    this.#lines.replaceChildren();
    this.#byPosition.clear();
    this.#byName.clear();
    this.#newest = undefined;
    this.more = false;
  }

  /** Scrolls to the end, and stays there from now on. */
  toEnd() {
    this.#following = true;
    this.element.scrollTop = this.element.scrollHeight;
    if (!this.element.hidden) {
      $('newest').hidden = true;
    }
  }

  /** Forgets what was said in a stream that began anew. */
  #begin(epoch) {
    if (this.#epoch !== epoch) {
      this.clear();
      this.#epoch = epoch;
    }
  }

  #place(publication) {
    this.#begin(publication.epoch);
    const { offset, sender, content } = publication;
    const name = content?.id && `${sender} ${content.id}`;
    if (this.#byPosition.has(offset) || (name && this.#byName.has(name))) {
      return false;
    }
    const line = messageLine(publication);
    let before = this.#lines.lastElementChild;
    while (before && (before.order ?? Infinity) > offset) {
      before = before.previousElementSibling;
    }
    before ? before.after(line) : this.#lines.prepend(line);
    line.order = offset;
    this.#newest = Math.max(this.#newest ?? 0, offset);
    this.#byPosition.set(offset, line);
    if (name) {
      this.#byName.set(name, line);
    }
    return true;
  }

  /** A note that came before any message was known stays behind those that were said before it. */
  #orderNotes() {
    let line = this.#lines.lastElementChild;
    for (; line && line.order === undefined; line = line.previousElementSibling) {
      line.order = this.#newest;
    }
  }

  #stay() {
    if (this.#following) {
      this.toEnd();
    }
    this.#trim();
  }

  #trim() {
    const limit = this.#following ? LINES : LINES_READING;
    while (this.#lines.childElementCount > limit) {
      const { publication } = this.#lines.firstElementChild;
      if (publication) {
        this.#byPosition.delete(publication.offset);
        this.#byName.delete(`${publication.sender} ${publication.content?.id}`);
        this.more = true;
      }
      this.#lines.firstElementChild.remove();
    }
  }

  /** The end stays in view when the room for it changes, as when a keyboard opens. */
  #resized() {
    this.#height = this.element.clientHeight;
    if (this.#following) {
      this.toEnd();
    }
  }

  /** Somebody who reads further up is not torn away by new lines. */
  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    if (clientHeight !== this.#height) {
      return; // it was not a person who moved it
    }
    this.#following = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.#following) {
      $('newest').hidden = true;
    }
  }
}

function messageLine(publication) {
  const { sender, type } = publication;
  const own = isOwn(sender);
  const line = element('div', own ? 'message own' : 'message');
  line.publication = publication;
  line.classList.toggle('announcement', type === 'notification');
  const head = element('p', 'head');
  head.append(element('bdi', 'sender', own ? 'You' : nameOf(sender)), ' ');
  if (!own && isGuest(sender)) {
    head.append(element('span', 'guest', 'guest '));
  }
  head.append(timeElement(publication.time));
  if (own) {
    const tick = element('span', 'tick', ' ✓');
    tick.title = 'Confirmed by the server';
    tick.setAttribute('aria-hidden', 'true');
    head.append(tick);
  }
  line.append(head, element('p', 'text', textOf(publication)));
  return line;
}
