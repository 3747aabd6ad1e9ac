package org.carillon.cluster.redis;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Makes links to a Redis of some kind. */
interface RedisConnector {

    /**
     * Makes a link, with all scripts loaded.
     *
     * @param ended is told when the link has ended, at least once, perhaps before the result is there
     * @return the link; completes exceptionally if Redis cannot be reached or does not let us in
     */
    CompletionStage<RedisLink> connect(Consumer<String> ended);
}
