package org.carillon.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.cluster.NodeState;
import org.carillon.cluster.Nodes;
import org.carillon.node.Metrics;
import org.carillon.node.Settings;
import org.carillon.node.ThisNode;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayTest {
    private static final String SECRET = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_-";
    private static final Nodes NODES = new Nodes() {
        @Override
        public void show(NodeState own) {}

        @Override
        public CompletionStage<List<NodeState>> list() {
            return CompletableFuture.completedStage(known());
        }

        @Override
        public List<NodeState> known() {
            return List.of(node("a", "http://10.0.0.1/carillon"), node("b", "http://10.0.0.2:8080/carillon"),
                    node("mute", ""));
        }

        @Override
        public void leave() {}
    };

    private final Settings settings = TestSettings.of("carillon.node.name", "a");
    private final Relay relay = new Relay(
            NODES, new ThisNode(settings, new ManualClock()), settings, new Metrics(), Runnable::run);

    private static NodeState node(String name, String url) {
        return new NodeState(name, name, url, 0, 0, Instant.EPOCH, NodeState.Phase.UP);
    }

    @Test
    void elsewhere_sessionOfAnotherNode_goesToTheUrlOfTheList() {
        assertThat(relay.elsewhere("b." + SECRET, "/poll"))
                .contains(URI.create("http://10.0.0.2:8080/carillon/poll"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a." + SECRET, "c." + SECRET, "mute." + SECRET, SECRET, "." + SECRET, "b.", "b", "",
        "b.x/../..", "b@10.0.0.9." + SECRET, "b.x\r\ny", "http://10.0.0.9/." + SECRET})
    void elsewhere_ownUnknownOrMalformed_nowhere(String address) {
        assertThat(relay.elsewhere(address, "/poll")).isEmpty();
    }
}
