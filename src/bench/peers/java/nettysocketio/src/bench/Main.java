package bench;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketConfig;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.Transport;

/** A peer of the benchmark: Socket.IO on Netty, with its rooms; WebSocket is the only transport. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        SocketConfig sockets = new SocketConfig();
        sockets.setTcpNoDelay(true);
        sockets.setAcceptBackLog(4096);
        Configuration settings = new Configuration();
        settings.setHostname("127.0.0.1");
        settings.setPort(Integer.parseInt(args[0]));
        settings.setTransports(Transport.WEBSOCKET);
        settings.setHttpCompression(false);
        settings.setWebsocketCompression(false);
        settings.setSocketConfig(sockets);

        SocketIOServer server = new SocketIOServer(settings);
        server.addEventListener("sub", String.class, (client, channel, ack) -> {
            client.joinRoom(channel);
            ack.sendAckData("ok");
        });
        server.addMultiTypeEventListener("pub", (client, data, ack) -> {
            String channel = data.first();
            String payload = data.second();
            server.getRoomOperations(channel).sendEvent("message", payload);
        }, String.class, String.class);
        server.addEventListener("echo", String.class, (client, payload, ack) -> ack.sendAckData(payload));
        server.start();
    }
}
