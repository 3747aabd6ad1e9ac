package loop;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Set;
import org.glassfish.tyrus.ext.extension.deflate.PerMessageDeflateExtension;

/**
 * The same loop for Payara, at an endpoint with the permessage-deflate of Tyrus. A client that does not ask for it gets
 * plain frames from the same application, so that the difference is the cost of the extension.
 */
public final class DeflateLoop implements ServerApplicationConfig {
    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> scanned) {
        return Set.of(ServerEndpointConfig.Builder.create(Peer.class, "/ws")
                .extensions(List.of(new PerMessageDeflateExtension()))
                .build());
    }

    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> scanned) {
        return Set.of(); // Loop itself would take the same path
    }

    /** One connection. */
    public static final class Peer extends Endpoint {
        private final Loop loop = new Loop();

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, message -> loop.message(session, message));
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            loop.close(session);
        }
    }
}
