package org.carillon.cluster.file;

import java.nio.ByteBuffer;

/**
 * An idempotency key in the file.
 *
 * @param name the key with the channel before it
 * @param fingerprint the fingerprint of the content
 * @param time when it was accepted, in epoch milliseconds
 * @param epoch the epoch of the stream
 * @param offset where the publication is
 */
record StoredKey(String name, String fingerprint, long time, Epoch epoch, long offset) {

    byte[] write(long number) {
        return new Packed().number(time).number(offset).number(epoch.generation()).text(epoch.name())
                .text(fingerprint).text(name).under(Packed.key(number, 0));
    }

    /**
     * Reads a value.
     *
     * @throws StoreException if it is damaged
     */
    static StoredKey read(long number, byte[] value) {
        ByteBuffer in = Packed.open(Packed.key(number, 0), value);
        long time = Packed.number(in);
        long offset = Packed.number(in);
        int generation = (int) Packed.number(in);
        Epoch epoch = new Epoch(Packed.text(in), generation);
        String fingerprint = Packed.text(in);
        return new StoredKey(Packed.text(in), fingerprint, time, epoch, offset);
    }
}
