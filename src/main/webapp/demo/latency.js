/** How long the server takes to answer, asked while somebody can see it. */

import { $ } from './dom.js';
import { connection, onConnection, online } from './session.js';

const EVERY = 4000;
let timer;

async function measure() {
  clearTimeout(timer);
  const asked = connection();
  if (online() && !document.hidden) {
    try {
      const millis = await asked.ping();
      tell(asked, millis < 10 ? `${millis.toFixed(1)} ms` : `${Math.round(millis)} ms`);
    } catch {
      tell(asked, ''); // no connection, which is shown elsewhere
    }
  }
  clearTimeout(timer);
  timer = connection() && setTimeout(measure, EVERY);
}

function tell(asked, text) {
  if (asked === connection()) {
    $('fact-latency').textContent = online() && text ? text : '–';
    $('state-latency').textContent = online() ? text : '';
  }
}

document.addEventListener('visibilitychange', () => document.hidden || measure());

onConnection((connected, signal) => {
  connected.addEventListener('state', () => (online() ? measure() : tell(connected, '')), { signal });
  signal.addEventListener('abort', () => clearTimeout(timer));
});
