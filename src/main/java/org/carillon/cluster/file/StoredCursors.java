package org.carillon.cluster.file;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.carillon.Position;

/**
 * How far the devices of one user are.
 *
 * @param time when one of them was heard of last, in epoch milliseconds
 * @param devices the positions, those heard of last at the end
 */
record StoredCursors(long time, Map<String, Position> devices) {

    byte[] write(String user) {
        Packed out = new Packed().number(time).number(devices.size());
        devices.forEach((device, position) ->
                out.text(device).text(position.epoch()).number(position.offset()));
        return out.under(Packed.key(user));
    }

    /**
     * Reads a value.
     *
     * @throws StoreException if it is damaged
     */
    static StoredCursors read(String user, byte[] value) {
        ByteBuffer in = Packed.open(Packed.key(user), value);
        long time = Packed.number(in);
        int count = (int) Packed.number(in);
        Map<String, Position> devices = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String device = Packed.text(in);
            String epoch = Packed.text(in);
            devices.put(device, new Position(epoch, Packed.number(in)));
        }
        return new StoredCursors(time, devices);
    }
}
