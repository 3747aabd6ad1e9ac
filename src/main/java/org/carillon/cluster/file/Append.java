package org.carillon.cluster.file;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.carillon.Publication;
import org.carillon.cluster.Broker.Receipt;

/**
 * A publication on its way to the file.
 *
 * @param stream where it goes
 * @param publication what, with its position
 * @param content its content as it is stored
 * @param key its idempotency key, if it has one
 * @param receipt completed when it is settled
 */
record Append(
        Stream stream, Publication publication, byte[] content, Optional<KeyLog.Entry> key,
        CompletableFuture<Receipt> receipt) {

    /** The receipt of a publication that is settled. */
    void succeed() {
        receipt.complete(new Receipt(publication.position(), publication.time(), false));
    }
}
