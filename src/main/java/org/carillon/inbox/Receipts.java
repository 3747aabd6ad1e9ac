package org.carillon.inbox;

import jakarta.json.Json;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.Content;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.Publication.Kind;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Draft;
import org.carillon.cluster.Range;
import org.carillon.cluster.Slice;
import org.carillon.node.InboxSettings;

/**
 * Tells senders that a device has what they sent: by a message to their own inbox, so that it reaches all their devices
 * now or when they return. What the log has dropped meanwhile has no receipt.
 */
final class Receipts {
    private static final Logger LOG = System.getLogger(Receipts.class.getName());
    private static final int PAGE = 1000;

    private final Broker broker;
    private final int pageBytes;

    Receipts(Broker broker, int pageBytes) {
        this.broker = broker;
        this.pageBytes = pageBytes;
    }

    /** Gives receipts for what a user's inbox holds after an offset and up to a position. */
    void give(String user, long after, Position upTo) {
        pages(user, after, upTo).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.log(Level.WARNING, "Receipts of messages that were delivered could not be given", failure);
            }
        });
    }

    private CompletionStage<?> pages(String user, long after, Position upTo) {
        if (after >= upTo.offset()) {
            return CompletableFuture.completedFuture(upTo);
        }
        return broker.read(InboxSettings.channel(user), Range.between(after, upTo.offset(), PAGE, pageBytes))
                .thenCompose(log -> page(user, log, upTo));
    }

    private CompletionStage<?> page(String user, Slice log, Position upTo) {
        List<Publication> page = log.publications();
        if (page.isEmpty() || !log.position().epoch().equals(upTo.epoch())) {
            return CompletableFuture.completedFuture(upTo);
        }
        CompletableFuture<?>[] given = page.stream().filter(publication -> publication.kind() == Kind.TRACKED)
                .map(publication -> broker.publish(receipt(user, publication)).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        long reached = page.get(page.size() - 1).position().offset();
        return CompletableFuture.allOf(given).thenCompose(all -> pages(user, reached, upTo));
    }

    /** Its key makes it come once, should a cursor have been forgotten meanwhile; no user's key begins like it. */
    private static Draft receipt(String user, Publication publication) {
        Position position = publication.position();
        String content = Json.createObjectBuilder().add("to", user).add("epoch", position.epoch())
                .add("offset", position.offset()).build().toString();
        String key = "\nreceipt\n" + user + '\n' + position.epoch() + '\n' + position.offset();
        return new Draft(InboxSettings.channel(publication.sender()), Kind.RECEIPT, user, false,
                Content.json(content), "", key);
    }
}
