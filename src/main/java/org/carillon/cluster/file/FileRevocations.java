package org.carillon.cluster.file;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.carillon.Identity;
import org.carillon.cluster.Revocation;
import org.carillon.cluster.RevocationList;
import org.carillon.cluster.Revocations;

/** Revocations in the file, and all of them in memory. One counts when its commit is safe. */
final class FileRevocations implements Revocations {
    private final Committer committer;
    private final RevocationList list;
    private final int most;
    private volatile Runnable changed = () -> { };

    /**
     * Those that are in the file, and room for so many.
     *
     * @throws StoreException if one cannot be read
     */
    FileRevocations(Tables tables, Committer committer, int most, Clock clock) {
        this.committer = committer;
        this.list = new RevocationList(clock);
        this.most = most;
        Instant now = clock.instant();
        List<Revocation> all = new ArrayList<>();
        tables.revocations().forEach((key, value) -> all.add(read(key, value)));
        all.forEach(list::put);
        all.stream().filter(each -> each.over(now)).forEach(each -> tables.revocations().remove(each.key()));
    }

    /**
     * Reads a value of the table.
     *
     * @throws StoreException if it is damaged
     */
    static Revocation read(String key, byte[] value) {
        ByteBuffer in = Packed.open(Packed.key(key), value);
        long before = Packed.number(in);
        return Revocation.of(key, before, Packed.number(in));
    }

    private static byte[] write(Revocation revocation) {
        return new Packed().number(revocation.before().toEpochMilli()).number(revocation.until().toEpochMilli())
                .under(Packed.key(revocation.key()));
    }

    @Override
    public void listen(Runnable listener) {
        changed = listener;
    }

    @Override
    public CompletionStage<Boolean> add(Revocation revocation) {
        if (!list.hasRoom(revocation, most)) {
            return CompletableFuture.completedStage(false);
        }
        return committer.change(tables -> put(tables, revocation)).thenApply(safe -> {
            list.put(revocation);
            changed.run();
            return true;
        });
    }

    private static void put(Tables tables, Revocation revocation) {
        byte[] known = tables.revocations().get(revocation.key());
        tables.revocations().put(revocation.key(),
                write(known == null ? revocation : revocation.and(read(revocation.key(), known))));
    }

    /** Unless it was made longer meanwhile. */
    private static void remove(Tables tables, Revocation over) {
        byte[] known = tables.revocations().get(over.key());
        if (known != null && read(over.key(), known).equals(over)) {
            tables.revocations().remove(over.key());
        }
    }

    @Override
    public boolean revoked(Identity identity) {
        return list.revoked(identity);
    }

    @Override
    public boolean known() {
        return true;
    }

    @Override
    public int count() {
        return list.count();
    }

    /** Forgets what is over; to be called again and again. */
    void sweep() {
        List<Revocation> over = list.sweep();
        if (!over.isEmpty()) {
            // Should it fail, they are over all the same, and are removed when the file is opened the next time.
            committer.change(tables -> over.forEach(each -> remove(tables, each)));
        }
    }
}
