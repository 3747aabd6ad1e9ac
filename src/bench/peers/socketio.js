// npm socket.io with its rooms; WebSocket is the only transport. Usage: node socketio.js PORT
const { createServer } = require("http");
const { Server } = require("socket.io");

const http = createServer();
const io = new Server(http, {
  transports: ["websocket"],
  allowUpgrades: false,
  httpCompression: false,
  perMessageDeflate: false,
  serveClient: false,
});
io.on("connection", (socket) => {
  socket.conn.request = null; // its manual's advice for less memory
  socket.on("sub", (channel, done) => {
    socket.join(channel);
    done("ok");
  });
  socket.on("pub", (channel, payload) => io.to(channel).emit("message", payload));
  socket.on("echo", (payload, done) => done(payload));
});
http.listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 4096 });
