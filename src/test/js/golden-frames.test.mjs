// What a client in JavaScript makes of the golden frames: each parses, and its fields have the documented types.
// Run: node --test src/test/js
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../resources/frames/v1/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

const text = (value) => typeof value === 'string';
const filled = (value) => text(value) && value.length > 0;
const flag = (value) => typeof value === 'boolean';
const count = (value) => Number.isSafeInteger(value) && value >= 0;
const time = (value) => count(value) && new Date(value).getUTCFullYear() > 2000;
const id = (value) => filled(value) || Number.isSafeInteger(value);
const anything = () => true;
const optional = (check) => Object.assign((value) => value === undefined || check(value), { optional: true });
const list = (check) => (value) => Array.isArray(value) && value.every(check);
const object = (fields) => (value) => value !== null && typeof value === 'object' && fits(value, fields);
const facts = (value) => value !== null && typeof value === 'object' && Object.values(value).every(text);

const member = object({ user: filled, guest: flag, since: time, info: facts, sessions: list(filled) });
const place = { channel: filled, epoch: filled, offset: count };
const origin = { sender: filled, guest: optional(flag), time, content: anything, encoding: optional((v) => v === 'base64') };

/** The fields of each type, as protocol.md documents them. */
const types = {
  welcome: {
    session: filled, user: filled, guest: flag, heartbeat: object({ interval: count, timeout: count }),
    limits: object({ message: count, channels: count }), expires: optional(time),
  },
  auth_result: {
    id: optional(id), success: flag, user: optional(filled), session: optional(filled), expires: optional(time),
    reason: optional(filled),
  },
  ping: {},
  pong: { id: optional(id) },
  subscribed: {
    id: optional(id), ...place, recovered: optional(flag), messages: list(anything), more: optional(flag),
    members: optional(list(member)),
  },
  unsubscribed: { id: optional(id), channel: filled, code: optional(filled) },
  ack: { id, epoch: optional(filled), offset: optional(count), duplicate: optional(flag), of: optional(filled) },
  presence: { id: optional(id), channel: filled, members: list(member) },
  message: { ...place, ...origin },
  chat: { ...place, ...origin },
  notification: { channel: optional(filled), epoch: optional(filled), offset: optional(count), ...origin },
  direct: { ...place, ...origin },
  dropped: { ...place, count },
  history: { id: optional(id), ...place, messages: list(anything), more: flag },
  result: { id: optional(id), content: anything },
  chunk: { of: filled, index: count, last: flag, data: filled },
  join: { channel: filled, member },
  leave: { channel: filled, member },
  error: {
    id: optional(id), code: filled, message: text, retry: flag, of: optional(filled), retryAfter: optional(count),
  },
};

/** Every documented field has its type, and there is no other. */
function fits(value, fields) {
  for (const [name, check] of Object.entries(fields)) {
    if (!(name in value) && !check.optional) throw new assert.AssertionError({ message: `${name} is missing` });
    if (!check(value[name])) throw new assert.AssertionError({ message: `${name} is ${JSON.stringify(value[name])}` });
  }
  for (const name of Object.keys(value)) assert.ok(name in fields, `${name} is not documented`);
  return true;
}

for (const file of files) {
  test(`${file} parses and has the documented fields`, () => {
    const frame = readFileSync(new URL(file, folder), 'utf8');
    assert.equal(frame.trimEnd().split('\n').length, 1, 'a frame is one line');
    const { type, ...rest } = JSON.parse(frame);
    assert.ok(type in types, `the type ${type} is documented`);
    assert.equal(file.replace(/(-.*)?\.json$/, ''), type, 'the file is named by its type');
    fits(rest, types[type]);
  });
}

test('every type of message has a golden frame', () => {
  const seen = new Set(files.map((file) => file.replace(/(-.*)?\.json$/, '')));
  assert.deepEqual([...seen].sort(), Object.keys(types).sort());
});

test('a failed sign-in says why, and a successful one who it is', () => {
  const read = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
  assert.ok(filled(read('auth_result-failure').reason));
  assert.ok(filled(read('auth_result-success').user) && filled(read('auth_result-success').session));
});
