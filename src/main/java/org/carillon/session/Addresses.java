package org.carillon.session;

/** Network addresses as texts. */
public final class Addresses {
    private Addresses() {}

    /** Whether the address is this machine's own. */
    public static boolean loopback(String address) {
        return address.startsWith("127.") || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1")
                || address.startsWith("::ffff:127.");
    }
}
