/** The page: signs in and out, and starts its parts. */

import { startBoard } from './board.js';
import { countDown, showBar } from './bar.js';
import { startChat } from './chat.js';
import { $, onSubmit } from './dom.js';
import './latency.js';
import { startNotices } from './notices.js';
import { chosenTransports, hidePanel, offerPanel, startPanel } from './panel.js';
import { nameOf, ownUser, signedInAs } from './people.js';
import './recovery.js';
import { begin, end, onConnection, online, sign } from './session.js';
import { startTicker } from './ticker.js';
import { showViews, startViews } from './views.js';
import { onMembers } from './who.js';
import { closedWords } from './words.js';

/** A guest who reloads the page comes back by this name. */
const REMEMBERED = 'carillon.demo.guest';
let inside = false;

function signIn(who) {
  $('sign-in-problem').textContent = '';
  begin({ ...who, transports: chosenTransports() }, true);
}

function signOut() {
  remember(undefined);
  end();
  leave('');
}

/** A guest only needs the name, a user a token that may have ended. */
function signInAgain() {
  const { user } = sign() ?? {};
  if (user) {
    begin(sign(), false);
  } else {
    signOut();
  }
}

function remember(user) {
  try {
    if (user) {
      sessionStorage.setItem(REMEMBERED, user);
    } else {
      sessionStorage.removeItem(REMEMBERED);
    }
  } catch {
    // a browser that keeps nothing asks for the name again
  }
}

function remembered() {
  try {
    return sessionStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

function randomName() {
  return `visitor ${crypto.getRandomValues(new Uint16Array(1))[0]}`;
}

function showState(state) {
  $('closed').hidden = true;
  $('sign-in-problem').textContent = state.name === 'waiting' ? 'The server cannot be reached. Trying again…' : '';
  switch (state.name) {
    case 'online':
      return entered(state);
    case 'waiting':
      return state.delay === Infinity ? showBar('paused', 'Offline') : countDown(state.name, state.delay);
    case 'closed':
      return closed(state);
    default:
      return showBar(state.name, 'Connecting…');
  }
}

function entered({ user }) {
  signedInAs(user);
  remember(sign().user);
  showOnline();
  enter();
}

function showOnline() {
  showBar('online', `Online as ${nameOf(ownUser())}`);
}

function closed(state) {
  const { token } = sign();
  const reason = closedWords(state, Boolean(token));
  showBar(state.name, 'Closed');
  $('token-part').open ||= Boolean(token) || state.word === 'unauthenticated';
  if (inside) {
    $('closed-text').textContent = `The connection is closed: ${reason}`;
    $('closed').hidden = false;
  } else {
    end();
    leave(reason[0].toUpperCase() + reason.slice(1));
  }
}

function enter() {
  if (!inside) {
    inside = true;
    document.body.dataset.signedIn = 'yes';
    $('sign-in').hidden = true;
    $('views').hidden = $('state').hidden = $('sign-out').hidden = false;
    showViews(true);
    offerPanel();
  }
}

function leave(problem) {
  inside = false;
  document.body.dataset.signedIn = 'no';
  $('closed').hidden = true;
  $('views').hidden = $('state').hidden = $('sign-out').hidden = true;
  showViews(false);
  hidePanel();
  showBar('none', 'Not connected');
  $('sign-in').hidden = false;
  $('sign-in-problem').textContent = problem;
  ($('token-part').open ? $('token') : $('name')).focus();
}

function start() {
  onConnection((connection, signal) => {
    showState(connection.state);
    connection.addEventListener('state', ({ detail }) => showState(detail), { signal });
  });
  onMembers(() => online() && showOnline()); // they tell one's own name, too
  startViews();
  startChat();
  startBoard();
  startTicker();
  startNotices();
  startPanel();
  onSubmit('guest-form', () => signIn({ user: $('name').value.trim() || randomName() }));
  onSubmit('token-form', () => {
    signIn({ token: $('token').value.trim() });
    $('token').value = '';
  });
  $('sign-out').addEventListener('click', signOut);
  $('sign-in-again').addEventListener('click', signInAgain);
  const guest = remembered();
  if (guest) {
    $('name').value = guest;
    signIn({ user: guest });
  }
}

start();
