'use strict';

// A client of every dialect and option, as a browser's script would write it: DecompressionStream reads what is
// compressed, and the pieces of chunks are put together again.

const WebSocket = require('ws');

const PATIENCE_MS = 20_000;

const json = {
  binary: false,
  encode: (command) => JSON.stringify(command),
  decode: (text) => text.split('\n').map((line) => JSON.parse(line)),
  join: (pieces) => pieces.join(''),
};

/** What the bytes of a gzip file were. */
async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const compressed = (data) => data[0] === 0x1f && data[1] === 0x8b;

/** Connects; messages are kept until they are asked for. `seen` counts frames by how they came. */
async function connect(t, url, { protocol = '', query = '', codec = json } = {}) {
  const socket = protocol ? new WebSocket(url + query, protocol) : new WebSocket(url + query);
  const seen = { compressed: 0, chunks: 0, frames: 0 };
  const transfers = new Map();
  const arrived = [];
  const waiting = [];

  function deliver(message) {
    if (message.type === 'ping') return socket.send(codec.encode({ type: 'pong' }));
    if (message.type === 'chunk') return assemble(message);
    const next = waiting.findIndex((w) => w.wanted(message));
    if (next >= 0) waiting.splice(next, 1)[0].resolve(message);
    else arrived.push(message);
  }

  function assemble({ of, index, last, data }) {
    seen.chunks++;
    const pieces = transfers.get(of) ?? [];
    if (index !== pieces.length) throw new Error(`part ${index} came after ${pieces.length}`);
    pieces.push(data);
    transfers.set(of, pieces);
    if (last) {
      transfers.delete(of);
      codec.decode(codec.join(pieces)).forEach(deliver);
    }
  }

  async function read(data, binary) {
    seen.frames++;
    let bytes = data;
    if (binary && compressed(data)) {
      seen.compressed++;
      bytes = await inflate(data);
    } else if (binary !== codec.binary) {
      throw new Error(`a frame of the wrong kind: ${data}`);
    }
    codec.decode(codec.binary ? bytes : new TextDecoder().decode(bytes)).forEach(deliver);
  }

  let reading = Promise.resolve();
  socket.on('message', (data, binary) => {
    reading = reading.then(() => read(data, binary));
  });
  const closed = new Promise((resolve) => socket.once('close', (code, reason) => resolve({ code, reason: `${reason}` })));
  t.after(() => socket.terminate());
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));

  /** The next message that is wanted, those before it are dropped. */
  function next(wanted) {
    const index = arrived.findIndex(wanted);
    if (index >= 0) return Promise.resolve(arrived.splice(0, index + 1)[index]);
    arrived.length = 0;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('nothing more came')), PATIENCE_MS);
      waiting.push({ wanted, resolve: (message) => resolve(message, clearTimeout(timer)) });
    });
  }

  const ofType = (type) => next((message) => message.type === type);
  const ask = async (command, type) => {
    socket.send(codec.encode(command));
    return ofType(type);
  };
  return { socket, seen, closed, next, ofType, ask, send: (command) => socket.send(codec.encode(command)) };
}

module.exports = { connect };
