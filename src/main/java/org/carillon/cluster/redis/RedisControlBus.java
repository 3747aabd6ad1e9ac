package org.carillon.cluster.redis;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.carillon.cluster.ControlBus;
import org.carillon.cluster.ControlMessage;
import org.carillon.node.Lane;
import org.carillon.node.ThisNode;

/** The bus on one pub/sub channel, which every node is subscribed to as long as it has a link. */
final class RedisControlBus implements ControlBus {
    private static final Logger LOG = System.getLogger(RedisControlBus.class.getName());

    private final RedisConnections connections;
    private final RedisCommands commands;
    private final String topic;
    private final String instance;
    private final ControlWire wire;
    private final Executor lane;
    private volatile Listener heard = message -> { };

    /** The bus of a node, which hears something as soon as there is a link. */
    RedisControlBus(
            RedisConnections connections, RedisCommands commands, RedisTopics topics, RedisKeys keys, ThisNode self,
            Executor executor) {
        this.connections = connections;
        this.commands = commands;
        this.topic = keys.control();
        this.instance = self.instance();
        this.wire = new ControlWire(instance);
        this.lane = new Lane(executor);
        topics.subscribe(topic, new Ear()).exceptionally(error -> {
            LOG.log(Level.DEBUG, "There is no link yet, and the subscription is made with it", error);
            return null;
        });
    }

    @Override
    public void listen(Listener listener) {
        heard = listener;
    }

    @Override
    public CompletionStage<ControlMessage> send(ControlMessage message) {
        heard.heard(message);
        byte[] said = wire.encode(message);
        boolean sharded = connections.link().filter(RedisLink::sharded).isPresent();
        return commands.run(topic, (redis, name) -> sharded ? redis.spublish(name, said) : redis.publish(name, said))
                .thenApply(receivers -> message);
    }

    /** Hears the topic. */
    private final class Ear implements RedisTopics.Hearer {
        @Override
        public void heard(byte[] message) {
            lane.execute(() -> hear(message));
        }

        @Override
        public void interrupted() {
            // What is said meanwhile is not heard, which callers know.
        }

        @Override
        public void resumed() {
            // There is nothing to catch up on.
        }
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
