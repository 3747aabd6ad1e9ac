package org.carillon.cluster.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.carillon.cluster.ControlBus;
import org.carillon.cluster.ControlMessage;
import org.carillon.node.ThisNode;

/** The bus on one pub/sub channel, which every node is subscribed to as long as it has a link. */
final class RedisControlBus implements ControlBus, RedisConnections.Watcher {
    private static final Logger LOG = System.getLogger(RedisControlBus.class.getName());

    private final RedisCalls calls;
    private final String topic;
    private final String instance;
    private final ControlWire wire;
    private final Executor lane;
    private volatile Listener heard = message -> { };

    /** The bus of a node; it hears something once it watches {@code connections}, which it begins to. */
    RedisControlBus(RedisConnections connections, RedisCalls calls, RedisKeys keys, ThisNode self, Executor executor) {
        this.calls = calls;
        this.topic = keys.control();
        this.instance = self.instance();
        this.wire = new ControlWire(instance);
        this.lane = new Lane(executor);
        connections.watch(this);
    }

    @Override
    public void listen(Listener listener) {
        heard = listener;
    }

    @Override
    public CompletionStage<ControlMessage> send(ControlMessage message) {
        heard.heard(message);
        byte[] said = wire.encode(message);
        return calls.run(commands -> commands.publish(topic, said), receivers -> message);
    }

    @Override
    public void up(RedisLink now) {
        now.topics().addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, byte[] said) {
                if (channel.equals(topic)) {
                    lane.execute(() -> hear(said));
                }
            }
        });
        now.topics().async().subscribe(topic).whenComplete((nothing, error) -> {
            if (error != null) {
                LOG.log(Level.WARNING, "What other nodes say is not heard: {0}", RedisFailures.reason(error));
            }
        });
    }

    private void hear(byte[] said) {
        wire.decode(said).ifPresentOrElse(
                what -> {
                    // What this node says it has heard already.
                    if (!what.from().equals(instance)) {
                        heard.heard(what.message());
                    }
                },
                () -> LOG.log(Level.WARNING, "A node said something that this one does not understand: are all of the "
                        + "same version?"));
    }
}
