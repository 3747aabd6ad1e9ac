/**
 * What the person at the page has said and the server has not acknowledged: at once a line below the room's log, until
 * its ack or the publication itself comes, whichever is first.
 */

import { $, button, element, nonce } from './dom.js';
import { connection, onConnection, online, sign } from './session.js';
import { toast } from './toasts.js';
import { refusedWords } from './words.js';

const lines = new Map();
/** Those that wait for the server. */
let waiting = 0;

export class Outgoing {
  #room;

  /** Of a room: { log, publish(content, key), acknowledged(content, ack) }. */
  constructor(room) {
    this.#room = room;
  }

  /** Says a text. */
  say(text) {
    const content = { text, id: nonce() };
    const line = element('div', 'message own unconfirmed');
    line.append(element('p', 'text', text), element('p', 'fate'));
    lines.set(content.id, { line, room: this.#room, content, again: () => this.#publish(content) });
    this.#room.log.wait(line);
    this.#publish(content);
  }

  #publish(content) {
    const open = connection()?.state.name !== 'closed';
    tell(content.id, 'waits');
    this.#room.publish(content, content.id).then(
      (ack) => settled(content.id, ack),
      (refusal) => (open && kept(refusal) ? tell(content.id, 'stored') : refused(content.id, refusal)),
    );
  }
}

/** The publication of this name has come. */
export function arrived(id) {
  lines.get(id)?.line.remove();
  lines.delete(id);
  count();
}

/** How many publications wait for the server. */
export function waitingCount() {
  return waiting;
}

function settled(id, ack) {
  const found = lines.get(id);
  if (found) {
    found.room.acknowledged(found.content, ack);
    arrived(id);
  }
}

/** What waits when a guest's connection ends stays in the browser, and the next one sends it. */
function kept(refusal) {
  return refusal.code === 'closed' && Boolean(sign()?.user);
}

function refused(id, refusal) {
  const found = lines.get(id);
  if (found) {
    tell(id, 'refused');
    found.line.lastElementChild.replaceChildren(
      `Not sent. ${refusedWords(refusal)} `,
      button('link', 'Send again', found.again),
      ' ',
      button('link', 'Discard', () => arrived(id)),
    );
  }
}

function tell(id, fate) {
  const found = lines.get(id);
  if (found) {
    found.fate = fate;
    showFate(found);
  }
  count();
}

function showFate({ line, fate }) {
  line.dataset.fate = fate;
  if (fate !== 'refused') {
    line.lastElementChild.textContent = online() && fate === 'waits' ? 'Sending…' : 'Waiting for the connection';
  }
}

function count() {
  const now = [...lines.values()].filter(({ fate }) => fate !== 'refused').length;
  if (now !== waiting) {
    waiting = now;
    $('fact-waiting').textContent = waiting;
  }
}

function forget() {
  lines.forEach(({ line }) => line.remove());
  lines.clear();
  count();
}

onConnection((connected, signal, fresh) => {
  if (fresh) {
    forget();
  }
  connected.addEventListener('state', () => lines.forEach(showFate), { signal });
  connected.addEventListener('settled', ({ detail: { content, ack, refusal } }) => {
    if (refusal && !lines.has(content?.id)) {
      toast(`What you wrote before was not sent. ${refusedWords(refusal)}`);
    }
    return ack ? settled(content?.id, ack) : refused(content?.id, refusal);
  }, { signal });
});
