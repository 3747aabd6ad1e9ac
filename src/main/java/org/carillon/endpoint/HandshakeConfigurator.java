package org.carillon.endpoint;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import org.carillon.protocol.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * The second wall: a handshake that did not pass {@link HandshakeFilter} is not let in, whatever its origin. Chooses
 * the dialect and hands what the filter found out to the session.
 */
public class HandshakeConfigurator extends ServerEndpointConfig.Configurator {
    private volatile @Nullable Handoff handoff;

    /** Made by the container. */
    public HandshakeConfigurator() {}

    @Override
    public boolean checkOrigin(String origin) {
        return handoff().passed();
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return Dialect.choose(requested.stream().map(String::strip).toList()).orElse("");
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        handoff().into(config.getUserProperties());
    }

    /** Looked up, since Payara injects nothing into configurators. */
    private Handoff handoff() {
        Handoff known = handoff;
        if (known == null) {
            known = CDI.current().select(Handoff.class).get();
            handoff = known;
        }
        return known;
    }
}
