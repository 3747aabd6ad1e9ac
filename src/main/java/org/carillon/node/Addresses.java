package org.carillon.node;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Network addresses as texts. None is ever looked up: a text that is no address is nothing. */
public final class Addresses {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    /** Java takes what begins like this and has a colon for an address, well formed or not, and asks nobody. */
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]+");
    /** The longest text of an address, in characters. */
    private static final int LONGEST = 45;
    /** How many bytes of an IPv6 address one customer of a network has: the rest is the customer's to choose. */
    private static final int NETWORK_BYTES = 8;

    private Addresses() {}

    /** Whether the address is this machine's own. */
    public static boolean loopback(String address) {
        return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1")
                || address.startsWith("::ffff:127.");
    }

    /** The address of a text without port, brackets or zone; IPv4 within IPv6 is IPv4. Empty if it is none. */
    static Optional<InetAddress> read(String text) {
        if (text.length() > LONGEST || !V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text)); // by the patterns above no name, so nobody is asked
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** The text of an address in the one way that it is written here; empty if it is none. */
    static Optional<String> plain(String text) {
        int zone = text.indexOf('%');
        return read(zone < 0 ? text : text.substring(0, zone)).map(InetAddress::getHostAddress);
    }

    /**
     * What an address is counted as: itself, but of IPv6 the network of 64 bits, of which a client has all addresses.
     * The same text if it is no address.
     */
    public static String client(String address) {
        return read(address).filter(Inet6Address.class::isInstance).map(InetAddress::getAddress)
                .filter(bytes -> !loopback(address)).map(Addresses::network).orElse(address);
    }

    private static String network(byte[] bytes) {
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
