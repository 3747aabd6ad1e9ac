/** As a SharedWorker: the hub of all tabs, from the first to the last. */

import { Hub } from './hub.js';

if (globalThis.SharedWorkerGlobalScope) {
  let hub;
  const fronts = new Set();
  globalThis.onconnect = ({ ports: [port] }) => {
    const front = { post: (message) => port.postMessage(message) };
    const leave = () => {
      if (fronts.delete(front)) {
        hub.leave(front);
        hub = fronts.size ? hub : undefined;
      }
    };
    port.onmessage = ({ data: { op, ...what } }) => {
      if (op === 'hello') {
        hub ??= new Hub(what.options);
        fronts.add(front);
        front.renews = what.renews;
        front.token = what.options.token;
        port.postMessage('ready');
        hub.join(front);
        navigator.locks.request(what.lock, leave);
      } else if (op === 'bye') {
        leave();
      } else if (fronts.has(front)) {
        hub.take(front, { op, ...what });
      }
    };
  };
}
