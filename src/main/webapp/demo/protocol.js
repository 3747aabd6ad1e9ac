/** The little of the Carillon protocol that this page speaks: names, commands, and what a close means. */

export const DIALECT = 'carillon.v1.jsonl';

/** What a client closes with that gives up a dead link. */
export const DEAD_LINK = 4000;

/** How much of what was said before is shown to one who comes. */
const BEFORE = 50;

/**
 * Enters a channel: from the position on that was reached in it, else with what was said last. The channel is the id
 * too, so that a refusal tells which one it was.
 */
export function entry(channel, since) {
  const subscription = { type: 'subscribe', id: channel, channel, since, presence: true };
  return since ? [subscription] : [subscription, { type: 'history', channel, limit: BEFORE }];
}

/** Says something in a channel. */
export function publication(id, channel, content) {
  return { type: 'chat', id, channel, content };
}

/** The bytes of the frame that would publish this. */
export function frameBytes(channel, content) {
  const command = publication(Number.MAX_SAFE_INTEGER, channel, content);
  return new TextEncoder().encode(JSON.stringify(command)).length;
}

/** A reason is `word: plain words`. */
export function parts(reason = '') {
  const [word, ...rest] = reason.split(':');
  return { word: word.trim(), words: rest.join(':').trim() };
}

/** Whether to return after a close, by its code and the word its reason begins with. */
export function returnsAfter(code, word) {
  switch (code) {
    case 1000:
      return word !== 'bye';
    case 1002:
    case 1003:
    case 1007:
      return false;
    case 1008:
      return word === 'slow' || word === 'rate';
    default:
      return true;
  }
}
