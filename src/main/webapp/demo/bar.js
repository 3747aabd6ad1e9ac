/** The bar at the top: the state of the connection, seen and spoken. */

import { $, show } from './dom.js';

let countdown;

/** Shows a state by its name and a text. */
export function showBar(name, text) {
  clearInterval(countdown);
  $('state').dataset.state = name;
  say(text);
}

/** Counts down to the return, visibly each second, but read out only once. */
export function countDown(name, delay) {
  const end = performance.now() + delay;
  const text = () => `Back in ${Math.max(0, Math.ceil((end - performance.now()) / 1000))} s`;
  showBar(name, text());
  countdown = setInterval(() => write(text()), 1000);
}

function say(text) {
  write(text);
  show('spoken-state', text);
}

function write(text) {
  $('state-text').textContent = text;
  $('fact-state').textContent = text;
}
