/** What the codes and words of the server mean for the person at the page. */

/** The words of a close, or of a failed sign-in. */
const CLOSED = {
  bye: 'the server said goodbye.',
  expired: 'your token has expired. Sign in with a new one.',
  token_expired: 'your token has expired. Sign in with a new one.',
  origin: 'this page may not connect to that server.',
  forbidden: 'you are not allowed in.',
  limit: 'you have too many connections open. Close another window and try again.',
  kicked: 'the portal ended your session.',
  logout: 'you were signed out.',
  malformed: 'the server refused too many messages from this page.',
  unsupported: 'the server and this page do not understand each other.',
};
const GUESTS_REFUSED = 'guests are not admitted here. Sign in with a token.';
const TOKEN_REFUSED = 'the token was not accepted.';

/** The codes of refusals; other codes are shown with the server's own message. */
const REFUSED = {
  too_many: 'That was too much at once. Wait a moment, then try again.',
  too_large: 'That is too long.',
  forbidden: 'You may not do this here.',
  no_such_channel: 'This server does not have that.',
  no_such_method: 'This server does not offer that; its demo is off.',
  not_subscribed: 'You are not in this room.',
  unavailable: 'The server cannot do this right now. Try again in a moment.',
  lost: 'The connection was lost before the server answered.',
  closed: 'The connection is closed.',
  timeout: 'The server did not answer.',
  dropped: 'Too many messages waited to be sent; this one was dropped.',
};

export const TRANSPORTS = { websocket: 'WebSocket', sse: 'Server-sent events', poll: 'Long polling' };

/** Why the connection ended, to follow a colon. */
export function closedWords({ word, words }, withToken) {
  if (word === 'unauthenticated') {
    return withToken ? `${TOKEN_REFUSED} ${words}` : GUESTS_REFUSED;
  }
  return CLOSED[word] ?? (words || 'the server ended the connection without a reason.');
}

/** Why the server did not do what was asked. */
export function refusedWords({ code, message }) {
  return REFUSED[code] ?? `The server refused this: ${message}`;
}

/** So many of something. */
export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** Names in a row. */
export function inARow(names) {
  return names.length < 3 ? names.join(' and ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

/** The content of a publication as a text; ours is { text, id }. */
export function textOf({ content, encoding }) {
  if (encoding) {
    return `Binary data in ${encoding}: ${content}`;
  }
  if (typeof content === 'string') {
    return content;
  }
  return typeof content?.text === 'string' ? content.text : JSON.stringify(content);
}
