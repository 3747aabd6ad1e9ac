/** The connection of this page: one at a time. The parts of the page are told when one begins. */

import { connect } from '../carillon/carillon.js';

const parts = [];
let current;

/**
 * @typedef {object} Sign
 * @property {string} [user] the name of a guest
 * @property {string} [token] signs in as a user instead
 * @property {string[]} [transports] what is tried; default: all
 */

/**
 * Calls `part(connection, signal, fresh)` for each connection that begins. `signal` is aborted when it ends; it is
 * `fresh` if it is not the same person's as the one before, so that nothing of before may be shown.
 */
export function onConnection(part) {
  parts.push(part);
}

/** Connects. @param {Sign} sign */
export function begin(sign, fresh) {
  end();
  const leaving = new AbortController();
  const connection = connect(options(sign));
  current = { connection, leaving, sign };
  parts.forEach((part) => part(connection, leaving.signal, fresh));
}

/** All tabs of a guest share a connection, and what waits outlives a reload. */
function options({ user, token, transports }) {
  return token ? { token, transports } : { user, transports, shared: transports?.join() ?? true, store: 'indexeddb' };
}

/** Leaves for good. */
export function end() {
  const ending = current;
  current = undefined;
  ending?.leaving.abort();
  ending?.connection.close();
}

/** The connection, if there is one. */
export function connection() {
  return current?.connection;
}

/** How it was signed in. @returns {Sign | undefined} */
export function sign() {
  return current?.sign;
}

/** Whether the server can be asked now. */
export function online() {
  return current?.connection.state.name === 'online';
}
