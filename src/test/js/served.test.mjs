// The client as it is served and packed: its size, what npm makes of it, and that it works where it is installed.
// It is made by ./mvnw process-resources.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

import { until } from './client/kit/clock.mjs';
import { Http } from './client/kit/http.mjs';
import { Server } from './client/kit/server.mjs';

const MOST_FILES = 6;
const MOST_BYTES = 12_288;

const target = fileURLToPath(new URL('../../../target/classes/META-INF/resources/carillon/', import.meta.url));
const directory = process.env.CARILLON_CLIENT ? dirname(resolve(process.env.CARILLON_CLIENT)) : target;
const scripts = readdirSync(directory).filter((name) => name.endsWith('.js'));
let installed;

before(() => {
  installed = mkdtempSync(join(tmpdir(), 'carillon-'));
});
after(() => rmSync(installed, { recursive: true }));

test(`it is at most ${MOST_FILES} files and less than ${MOST_BYTES} bytes, each compressed by itself`, (context) => {
  const sizes = scripts.map((name) => gzipSync(readFileSync(join(directory, name)), { level: 9 }).length);
  const sum = sizes.reduce((a, b) => a + b, 0);
  context.diagnostic(`${scripts.join(', ')}: ${sum} bytes`);
  assert.ok(scripts.length > 0 && scripts.length <= MOST_FILES, `${scripts.length} files`);
  assert.ok(sum < MOST_BYTES, `${sum} bytes`);
});

test('it loads nothing else', () => {
  for (const name of scripts) {
    const text = readFileSync(join(directory, name), 'utf8');
    const named = [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, path]) => path);
    named.forEach((path) => assert.ok(scripts.includes(path.replace('./', '')), path));
  }
});

test('npm packs the module, its types, and nothing else', (context) => {
  const files = packed(context);
  assert.deepEqual([...files.keys()].sort(), [...scripts, 'carillon.d.ts', 'package.json'].sort());
  const { main, types, exports, type, dependencies } = JSON.parse(files.get('package.json'));
  assert.ok(files.has(main) && files.has(types));
  assert.deepEqual(exports['.'], { types: `./${types}`, default: `./${main}` });
  assert.equal(type, 'module');
  assert.equal(dependencies, undefined);
});

test('what was packed is imported by its name, and connects where there is no WebSocket', async (context) => {
  const place = join(installed, 'node_modules', 'carillon');
  mkdirSync(place, { recursive: true });
  packed(context).forEach((content, name) => writeFileSync(join(place, name), content));
  writeFileSync(join(installed, 'page.mjs'), "export * from 'carillon';\n");
  const { connect } = await import(pathToFileURL(join(installed, 'page.mjs')).href);
  const { WebSocket, fetch } = globalThis;
  const server = new Server();
  globalThis.WebSocket = undefined;
  new Http(server).install();
  const connection = connect('ws://portal.test/carillon/ws');
  const told = [];
  connection.channel('news').addEventListener('message', ({ detail }) => told.push(detail.content));
  await connection.channel('news').subscribe();
  await connection.channel('news').publish('hello');
  await until(() => told.length, 'the publication');
  assert.equal(connection.state.transport, 'sse');
  assert.deepEqual(told, ['hello']);
  connection.close();
  Object.assign(globalThis, { WebSocket, fetch });
});

/** What npm packs, by name; where there is no npm, what it would by package.json. */
function packed(context) {
  const windows = process.platform === 'win32';
  const options = { cwd: directory, encoding: 'utf8', shell: windows };
  const pack = ['pack', '--json', '--pack-destination', installed];
  const { error, status, stdout, stderr } = spawnSync('npm', pack, options);
  if (error) {
    context.diagnostic('there is no npm here: packed by the names in package.json');
    return byNames();
  }
  assert.equal(status, 0, stderr);
  return unpacked(gunzipSync(readFileSync(join(installed, JSON.parse(stdout)[0].filename))));
}

function byNames() {
  const { files } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const matches = (name) => files.some((file) => file === name || (file === '*.js' && name.endsWith('.js')));
  const names = readdirSync(directory).filter((name) => name === 'package.json' || matches(name));
  return new Map(names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

/** The files of a tar archive: blocks of 512 bytes, a header with name and size before each file. */
function unpacked(tar) {
  const files = new Map();
  for (let at = 0; tar[at];) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*/s, '').replace('package/', '');
    const size = parseInt(tar.toString('ascii', at + 124, at + 136), 8);
    files.set(name, tar.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
