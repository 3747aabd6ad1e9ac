/** The view of the board: everybody's notes, and one's own changes at once, before the server has confirmed them. */

import { $, nonce, show } from './dom.js';
import { NoteView } from './note.js';
import { Notes } from './notes.js';
import { nameOf, ownUser } from './people.js';
import { Saver } from './saver.js';
import { connection, onConnection } from './session.js';
import { onView, viewIs } from './views.js';
import { inARow, refusedWords } from './words.js';

const CHANNEL = 'board';
const CONFLICT = 'Somebody else has changed this note meanwhile; you see what they wrote.';

const notes = new Notes();
const views = new Map();
let saver;
let watched;
/** Changes that came while all notes are being asked for. */
let meanwhile;
let layer = 0;

/** Starts it. */
export function startBoard() {
  onView(CHANNEL, watch);
  $('add-note').addEventListener('click', add);
}

async function watch() {
  const connected = connection();
  if (!connected || watched === connected) {
    return;
  }
  watched = connected;
  try {
    const { members } = await connected.channel(CHANNEL).subscribe({ presence: true });
    showHere(members);
    await load(connected);
  } catch (refusal) {
    failed(connected, refusal);
  }
}

/** Loads all notes; what changes meanwhile is put on top. Of several at a time the last one counts. */
async function load(connected) {
  const changes = [];
  meanwhile = changes;
  try {
    const whole = await connected.call('board.load');
    if (meanwhile === changes) {
      notes.begin(whole);
      changes.forEach((change) => notes.apply(change));
      showAll();
    }
  } finally {
    meanwhile = meanwhile === changes ? undefined : meanwhile;
  }
}

function failed(connected, refusal) {
  if (watched === connected) {
    watched = undefined;
    problem(refusedWords(refusal));
  }
}

function changed(change) {
  if (change?.rev) {
    meanwhile?.push(change);
    notes.apply(change);
    showAll();
  }
}

function add() {
  if (!watched) {
    return problem(refusedWords({ code: 'lost' }));
  }
  const id = nonce();
  const spread = () => Math.round(150 + Math.random() * 600);
  change(id, { text: '', x: spread(), y: spread() });
  views.get(id).edit();
}

function change(id, fields) {
  problem('');
  saver.save(id, fields);
  showNote(id);
}

async function remove(id) {
  const next = views.get(id)?.element.nextElementSibling ?? views.get(id)?.element.previousElementSibling;
  const focused = views.get(id)?.element.contains(document.activeElement);
  try {
    changed(await connection().call('board.remove', id));
    saver.forget(id);
    show('board-spoken', 'Note deleted');
    if (focused) {
      (next ?? $('add-note')).focus();
    }
  } catch (refusal) {
    problem(refusedWords(refusal));
  }
}

function showAll() {
  const known = new Set(notes.all().map(({ id }) => id));
  for (const id of new Set([...views.keys(), ...known])) {
    if (known.has(id) || saver?.busy(id)) {
      showNote(id);
    } else {
      views.get(id).element.remove();
      views.delete(id);
    }
  }
  $('board-empty').hidden = views.size > 0;
}

/** A note as the server has it, with one's own changes on top. */
function showNote(id) {
  const blank = { id, text: '', x: 0, y: 0, color: 'yellow', by: ownUser() };
  const note = { ...blank, ...notes.get(id), ...saver?.fields(id) };
  const view = views.get(id) ?? makeView(note);
  view.show(note, Boolean(saver?.busy(id)));
  $('board-empty').hidden = true;
}

function makeView(note) {
  const view = new NoteView(note, $('surface'), { change, remove, raise });
  views.set(note.id, view);
  $('surface').append(view.element);
  return view;
}

function raise(view) {
  view.element.style.zIndex = ++layer;
}

function refused(id, refusal) {
  problem(refusal.code === 'conflict' ? CONFLICT : refusedWords(refusal));
  showAll();
}

function problem(text) {
  $('board-problem').textContent = text;
}

function showHere(members) {
  const others = members.filter(({ user }) => user !== ownUser()).map(({ user }) => nameOf(user));
  show('board-here', others.length ? `${inARow(others)} ${others.length > 1 ? 'are' : 'is'} here, too` : '');
}

onConnection((connected, signal, fresh) => {
  const channel = connected.channel(CHANNEL);
  const here = () => channel.members && showHere(channel.members);
  saver?.end();
  saver = new Saver((fields) => connected.call('board.put', fields), { saved: changed, refused });
  channel.addEventListener('message', ({ detail }) => changed(detail.content), { signal });
  ['join', 'leave', 'members'].forEach((event) => channel.addEventListener(event, here, { signal }));
  channel.addEventListener('recovered', ({ detail }) => {
    if (!detail.recovered) {
      load(connected).catch((refusal) => failed(connected, refusal));
    }
  }, { signal });
  if (fresh) {
    notes.begin({ rev: 0, notes: [] });
    showAll();
    problem('');
  }
  if (viewIs(CHANNEL)) {
    watch();
  }
});
