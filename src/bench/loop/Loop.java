package loop;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The peer of the benchmark: what people write by hand, a map of sessions and a loop of asynchronous sends. */
@ServerEndpoint("/ws")
public class Loop {
    private static final Map<String, Set<Session>> CHANNELS = new ConcurrentHashMap<>();

    @OnMessage
    public void message(Session session, String message) {
        String[] words = message.split(" ", 3);
        switch (words[0]) {
            case "sub" -> {
                CHANNELS.computeIfAbsent(words[1], name -> ConcurrentHashMap.newKeySet()).add(session);
                session.getAsyncRemote().sendText("ok");
            }
            case "pub" -> CHANNELS.getOrDefault(words[1], Set.of())
                    .forEach(subscriber -> subscriber.getAsyncRemote().sendText(words[2]));
            default -> session.getAsyncRemote().sendText(words[1]);
        }
    }

    @OnClose
    public void close(Session session) {
        CHANNELS.values().forEach(sessions -> sessions.remove(session));
    }
}
