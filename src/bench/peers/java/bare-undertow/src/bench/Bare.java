package bench;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** An endpoint that answers and keeps nothing: what is measured is the container's own share of a session. */
@ServerEndpoint("/ws")
public class Bare {
    @OnMessage
    public void message(Session session, String message) {
        session.getAsyncRemote().sendText("ok");
    }
}
