// npm ws, used by hand: a Set of sockets per channel, and a loop that sends one Buffer to all. Usage: node ws.js PORT
const { WebSocketServer } = require("ws");

const channels = new Map();
const asText = { binary: false };

function subscribe(socket, channel) {
  if (!channels.has(channel)) channels.set(channel, new Set());
  const sockets = channels.get(channel).add(socket);
  socket.on("close", () => sockets.delete(socket));
  socket.send("ok");
}

function publish(channel, text) {
  const payload = Buffer.from(text);
  for (const socket of channels.get(channel) ?? []) socket.send(payload, asText);
}

const port = Number(process.argv[2]);
new WebSocketServer({ host: "127.0.0.1", port, backlog: 4096, perMessageDeflate: false }).on("connection", (socket) => {
  socket.on("error", () => socket.terminate());
  socket.on("message", (data) => {
    const text = data.toString();
    if (text.startsWith("pub ")) {
      const end = text.indexOf(" ", 4);
      publish(text.slice(4, end), text.slice(end + 1));
    } else if (text.startsWith("sub ")) {
      subscribe(socket, text.slice(4));
    } else {
      socket.send(text.slice(5));
    }
  });
});
