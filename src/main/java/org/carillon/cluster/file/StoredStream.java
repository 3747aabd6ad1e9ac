package org.carillon.cluster.file;

import java.nio.ByteBuffer;

/**
 * What is known of a stream besides its publications. It is written when the stream begins and when its last
 * publication is dropped, not for each publication.
 *
 * @param id its number in this file
 * @param offset the offset it had reached when this was written
 * @param time when its last publication was accepted, in epoch milliseconds, if it was dropped
 * @param epoch its epoch
 */
record StoredStream(long id, long offset, long time, Epoch epoch) {

    byte[] write(String channel) {
        return new Packed().number(id).number(offset).number(time).number(epoch.generation()).text(epoch.name())
                .under(Packed.key(channel));
    }

    /**
     * Reads a value.
     *
     * @throws StoreException if it is damaged
     */
    static StoredStream read(String channel, byte[] value) {
        ByteBuffer in = Packed.open(Packed.key(channel), value);
        long id = Packed.number(in);
        long offset = Packed.number(in);
        long time = Packed.number(in);
        int generation = (int) Packed.number(in);
        return new StoredStream(id, offset, time, new Epoch(Packed.text(in), generation));
    }
}
