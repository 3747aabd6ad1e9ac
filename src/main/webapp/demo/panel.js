/** The panel of the connection: what is known of it, and ways to trouble it. */

import { $, show } from './dom.js';
import { nameOf } from './people.js';
import { begin, connection, onConnection, online, sign } from './session.js';
import { onMembers } from './who.js';
import { TRANSPORTS, refusedWords } from './words.js';

const WIDE = matchMedia('(min-width: 72rem)');

/** Starts it. */
export function startPanel() {
  $('state').addEventListener('click', () => open($('panel').hidden, true));
  $('panel-close').addEventListener('click', () => {
    open(false);
    $('state').focus();
  });
  $('panel').addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      $('panel-close').click();
    }
  });
  onMembers(() => online() && showFacts(connection().state)); // they tell one's own name, too
  $('cut').addEventListener('click', () => connection()?.reconnect());
  $('offline').addEventListener('click', () => (paused() ? connection().resume() : connection()?.pause()));
  $('kill').addEventListener('click', kill);
  $('transport').addEventListener('change', () => begin({ ...sign(), transports: chosenTransports() }, false));
}

/** What is tried, as the person at the page has chosen; undefined for all. */
export function chosenTransports() {
  return $('transport').value ? [$('transport').value] : undefined;
}

/** Opens it where there is room beside the content. */
export function offerPanel() {
  open(WIDE.matches);
}

/** Closes it. */
export function hidePanel() {
  open(false);
}

function open(visible, focus = false) {
  $('panel').hidden = !visible;
  $('state').setAttribute('aria-expanded', visible);
  if (visible && focus) {
    $('panel-title').focus();
  }
}

function paused() {
  const state = connection()?.state;
  return state?.name === 'waiting' && state.delay === Infinity;
}

/** The answer may be overtaken by what it tells: that the connection is closed. */
async function kill() {
  $('panel-problem').textContent = '';
  try {
    await connection().call('demo.kill');
  } catch (refusal) {
    if (refusal.code !== 'closed' && refusal.code !== 'lost') {
      $('panel-problem').textContent = refusedWords(refusal);
    }
  }
}

function showFacts(state) {
  if (state.name === 'closed' && !WIDE.matches) {
    open(false); // it would hide the way back
  }
  if (state.name === 'online') {
    show('fact-user', `${nameOf(state.user)}${state.guest ? ' (guest)' : ''}`);
    show('fact-transport', TRANSPORTS[state.transport] ?? state.transport);
    show('fact-session', state.session);
  } else {
    show('fact-transport', '–');
    show('fact-session', '–');
  }
  $('cut').disabled = $('kill').disabled = !online();
  $('offline').disabled = state.name === 'closed';
  $('offline').textContent = paused() ? 'Go online' : 'Go offline';
  $('offline').setAttribute('aria-pressed', paused());
}

onConnection((connected, signal) => {
  $('panel-problem').textContent = '';
  showFacts(connected.state);
  connected.addEventListener('state', ({ detail }) => showFacts(detail), { signal });
});
