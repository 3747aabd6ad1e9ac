package org.carillon.node;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A network: all addresses that begin alike.
 *
 * @param first its first address
 * @param bits how many bits its addresses have in common
 */
public record AddressRange(InetAddress first, int bits) {

    /** The range of a text such as {@code 10.0.0.5}, {@code 10.0.0.0/8} or {@code fd00::/8}; empty if it is none. */
    static Optional<AddressRange> read(String text) {
        int slash = text.indexOf('/');
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        if (slash >= 0 && !bits.matches("\\d{1,3}")) {
            return Optional.empty();
        }
        return Addresses.read(slash < 0 ? text : text.substring(0, slash))
                .map(first -> new AddressRange(first, slash < 0
                        ? first.getAddress().length * Byte.SIZE : Integer.parseInt(bits)))
                .filter(range -> range.bits <= range.first.getAddress().length * Byte.SIZE);
    }

    /** Whether it has an address; a text that is none is in no range. */
    boolean contains(String address) {
        return Addresses.read(address).map(InetAddress::getAddress).filter(this::contains).isPresent();
    }

    private boolean contains(byte[] address) {
        byte[] own = first.getAddress();
        if (own.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((own[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
