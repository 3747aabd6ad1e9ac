/** What came back at the last return: of each channel, how many publications it had missed. */

import { $, element } from './dom.js';
import { onConnection } from './session.js';
import { plural } from './words.js';

const CHANNELS = { lobby: 'Lobby', 'room:general': 'General', 'room:help': 'Help', board: 'Board', ticker: 'Ticker' };

/** Where the channels were when the connection was lost, and since when it is. */
let before = new Map();
let since;
let results = new Map();
let away = '';
/** Whether there was a connection that could be lost. */
let wasOnline = false;

function lost(connection) {
  if (since === undefined) {
    since = performance.now();
    const known = Object.keys(CHANNELS).map((name) => [name, connection.channel(name).position]);
    before = new Map(known.filter(([, position]) => position));
  }
}

function returned() {
  if (since !== undefined) {
    results = new Map();
    show(performance.now() - since);
    since = undefined;
  }
}

function recovered(name, { recovered: all, position }) {
  const was = before.get(name);
  if (was) {
    results.set(name, { all, count: all && was.epoch === position.epoch ? position.offset - was.offset : 0 });
    show();
  }
}

function show(millis) {
  if (millis !== undefined) {
    away = `Away for ${(millis / 1000).toFixed(1)} s: `;
  }
  const all = [...results.values()].every((result) => result.all);
  const count = [...results.values()].reduce((sum, result) => sum + result.count, 0);
  const messages = count ? `${plural(count, 'message')} came back` : 'nothing was missed';
  $('fact-recovered').textContent = away + (all ? messages : 'not everything could be recovered');
  $('fact-recovered').dataset.recovered = all;
  $('recovered-list').replaceChildren(...[...results].filter(([, result]) => !result.all || result.count).map(line));
}

function line([name, { all, count }]) {
  const item = element('li', '');
  item.dataset.channel = name;
  item.append(element('span', '', CHANNELS[name]), element('span', '', all ? plural(count, 'message') : 'loaded anew'));
  return item;
}

onConnection((connection, signal, fresh) => {
  if (fresh) {
    since = undefined;
    wasOnline = false;
    before.clear();
    results.clear();
    $('fact-recovered').textContent = 'none yet';
    $('recovered-list').replaceChildren();
  }
  connection.addEventListener('state', ({ detail }) => {
    if (detail.name === 'online') {
      wasOnline = true;
      returned();
    } else if (wasOnline) {
      lost(connection);
    }
  }, { signal });
  for (const name of Object.keys(CHANNELS)) {
    connection.channel(name).addEventListener('recovered', ({ detail }) => recovered(name, detail), { signal });
  }
});
