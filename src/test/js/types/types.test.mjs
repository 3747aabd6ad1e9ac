// carillon.d.ts says what the code does: pages compile against it, and it declares what there is, no more and no less.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { client } from '../client/load.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const typescript = process.env.CARILLON_TYPESCRIPT ?? here('../../../../target/node/node_modules/typescript');
const declared = here('../../../main/resources/META-INF/resources/carillon/carillon.d.ts');
const ts = createRequire(import.meta.url)(`${typescript}/lib/typescript.js`);

const module = await import(client.href);

const source = ts.createSourceFile(declared, readFileSync(declared, 'utf8'), ts.ScriptTarget.Latest, true);
const exported = source.statements.filter(({ modifiers }) =>
  modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword));
const declaration = (name) => exported.find((statement) => statement.name.text === name);

/** The members that a type declares itself; `[Symbol.asyncIterator]` by that name. */
function members(name) {
  const named = declaration(name).members.filter((member) => member.name).map((member) => member.name.getText(source));
  return [...new Set(named)].sort();
}

/** The public members of an object that its class, and no base of the platform, gives it. */
function present(object) {
  const own = [...Reflect.ownKeys(object), ...Reflect.ownKeys(Object.getPrototypeOf(object))];
  const platform = Reflect.ownKeys(new EventTarget());
  return [...new Set(own)].filter((key) => key !== 'constructor' && !platform.includes(key))
    .map((key) => (typeof key === 'symbol' ? `[${key.description}]` : key)).sort();
}

test('the usage compiles under --strict, and what is wrong does not', () => {
  const { status, stdout } = spawnSync(process.execPath, [
    `${typescript}/lib/tsc.js`, '--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext',
    '--lib', 'es2022,dom,dom.iterable', here('usage.ts'), declared,
  ], { encoding: 'utf8', cwd: typescript });
  assert.equal(status, 0, stdout);
});

test('what the module exports is declared, and what is declared as a value is exported', () => {
  const values = exported.filter(({ kind }) =>
    kind === ts.SyntaxKind.FunctionDeclaration || kind === ts.SyntaxKind.ClassDeclaration);
  assert.deepEqual(values.map(({ name }) => name.text).sort(), Object.keys(module).sort());
});

const connection = module.connect('ws://127.0.0.1:1/ws', { transports: [] });

test('a connection has the members that are declared', () => {
  assert.deepEqual(present(connection), members('Connection'));
});

test('a channel has the members that are declared', () => {
  // EventTarget has these two already.
  const has = [...present(connection.channel('a')), 'addEventListener', 'removeEventListener'].sort();
  assert.deepEqual(has, members('Channel'));
});

test('a refusal has the members that are declared, besides those of an error', () => {
  const refusal = new module.Refusal('code', 'words', true);
  assert.ok(refusal instanceof Error);
  const has = present(refusal).filter((name) => !['name', 'message', 'stack'].includes(name));
  assert.deepEqual(has, members('Refusal'));
});

test('every event that the code tells is declared', () => {
  const code = ['carillon', 'channel', 'hub', 'streams', 'inbox'].map((name) =>
    readFileSync(here(`../../../main/resources/META-INF/resources/carillon/${name}.js`), 'utf8')).join('\n');
  const told = [...code.matchAll(/(?:#all|news|#take)\('(\w+)'/g), ...code.matchAll(/event: '(\w+)'/g),
    ...code.matchAll(/case '(direct|receipt|dropped|join|leave)'/g), ...code.matchAll(/take\('(\w+)'/g)]
    .map(([, name]) => name);
  const known = new Set([...members('ConnectionEvents'), ...members('ChannelEvents')]);
  assert.deepEqual([...new Set(told)].sort(), [...known].sort());
});
