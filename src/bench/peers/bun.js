// Bun, whose WebSocket server is uWebSockets, with the topics it has of its own. Usage: bun bun.js PORT
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: Number(process.argv[2]),
  fetch: (request) => (server.upgrade(request) ? undefined : new Response("WebSocket only", { status: 400 })),
  websocket: {
    idleTimeout: 960,
    perMessageDeflate: false,
    message(socket, text) {
      if (text.startsWith("pub ")) {
        const end = text.indexOf(" ", 4);
        server.publish(text.slice(4, end), text.slice(end + 1));
      } else if (text.startsWith("sub ")) {
        socket.subscribe(text.slice(4));
        socket.send("ok");
      } else {
        socket.send(text.slice(5));
      }
    },
  },
});
