/** How a page reaches its hub: in the page itself, or in the SharedWorker of all tabs. */

import './worker.js';

import { Hub } from './hub.js';
import { nonce } from './wire.js';

/** Tabs share a connection only with those of the same version of this client. */
const VERSION = '1.0.0';
/** How long a worker may take to answer before each tab has a connection of its own, in milliseconds. */
const WORKER_START = 3000;

/** A way to post to the hub of a connection with these options, and to end that; `take` takes what it posts. */
export function port(options, renews, shared, take) {
  const possible = shared && globalThis.SharedWorker && globalThis.navigator?.locks;
  return possible ? worker(options, renews, shared, take) : { post: local(options, renews, take), close() {} };
}

/** A connection of this page's own. */
function local(options, renews, take) {
  const hub = new Hub(options);
  const front = { post: take, renews };
  queueMicrotask(() => hub.join(front));
  return (message) => queueMicrotask(() => hub.take(front, message));
}

/** The connection of all tabs, or one of our own if the worker does not come up. */
function worker(options, renews, share, take) {
  const waiting = [];
  const gone = new AbortController();
  let way;
  const go = (found) => {
    clearTimeout(timer);
    way = found;
    waiting.splice(0).forEach(way);
  };
  const alone = () => {
    if (!way) { // an error that comes later is none of this connection
      gone.abort();
      go(local(options, renews, take));
    }
  };
  const timer = setTimeout(alone, WORKER_START);
  try {
    const name = JSON.stringify(['carillon', VERSION, options.url, options.user, share, options.transports]);
    const made = new SharedWorker(new URL('carillon.js', import.meta.url), { type: 'module', name });
    const shared = (message) => made.port.postMessage(message);
    made.onerror = alone;
    made.port.onmessage = ({ data }) => {
      if (data === 'ready') {
        way ?? go(shared);
      } else if (way === shared) {
        take(data);
      }
    };
    greet(made.port, options, renews, gone.signal).catch(alone);
  } catch {
    alone(); // not allowed here, as in some private windows
  }
  return {
    post: (message) => (way ? way(message) : waiting.push(message)),
    close() {
      way ?? go(() => {});
      gone.abort();
    },
  };
}

/** Holds a lock as long as this tab lives, however it ends; by that the worker notices. */
function greet(port, { WebSocket, ...options }, renews, gone) {
  const lock = nonce();
  return navigator.locks.request(lock, () => {
    if (!gone.aborted) {
      port.postMessage({ op: 'hello', options, renews, lock });
      return new Promise((resolve) => gone.addEventListener('abort', resolve));
    }
  });
}
