package org.carillon.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which proxies are believed when they say where a request comes from.
 *
 * @param trusted their addresses
 * @param header the header by which they say it: {@link #LIST} or {@link #FORWARDED}. One of them and not both, since
 *     a proxy that writes the one hands on what a client wrote in the other
 */
public record ProxySettings(List<AddressRange> trusted, String header) {
    /** The header with a list of addresses, which most proxies write. */
    static final String LIST = "x-forwarded-for";
    /** The header of RFC 7239. */
    static final String FORWARDED = "forwarded";

    private static final String KEY = "carillon.proxies";
    private static final String FOR = "for=";

    static ProxySettings read(SettingsReader in) {
        List<AddressRange> trusted = new ArrayList<>();
        for (String text : in.list(KEY)) {
            trusted.add(AddressRange.read(text).orElseThrow(() -> SettingsReader.bad(KEY, text,
                    "addresses or networks by comma, such as 10.0.0.5, 10.1.0.0/16 or fd00::/8")));
        }
        String said = in.text(KEY + ".header", LIST);
        String header = said.toLowerCase(Locale.ROOT);
        if (!header.equals(LIST) && !header.equals(FORWARDED)) {
            throw SettingsReader.bad(KEY + ".header", said, "X-Forwarded-For or Forwarded");
        }
        return new ProxySettings(List.copyOf(trusted), header);
    }

    /**
     * The address of the client: that of the peer, unless this is a proxy that is believed. Then the last one in the
     * header that is no such proxy, since everything before it may be the client's invention; what cannot be read ends
     * the search with what was found so far.
     *
     * @param peer who has sent the request
     * @param lines the values of the header, in order
     */
    public String client(String peer, List<String> lines) {
        String found = Addresses.plain(peer).orElse(peer);
        String[] hops = String.join(",", lines).split(",", -1);
        for (int i = hops.length - 1; i >= 0 && believed(found); i--) {
            Optional<String> hop = hop(hops[i].strip());
            if (hop.isEmpty()) {
                return found;
            }
            found = hop.get();
        }
        return found;
    }

    private boolean believed(String address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    private Optional<String> hop(String text) {
        return header.equals(LIST) ? address(text) : List.of(text.split(";")).stream().map(String::strip)
                .filter(pair -> pair.regionMatches(true, 0, FOR, 0, FOR.length())).findFirst()
                .map(pair -> pair.substring(FOR.length()).replace("\"", "")).flatMap(ProxySettings::address);
    }

    /** An address that may have a port: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
    private static Optional<String> address(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? Optional.empty() : Addresses.plain(text.substring(1, end));
        }
        int colon = text.indexOf(':');
        boolean port = colon >= 0 && colon == text.lastIndexOf(':');
        return Addresses.plain(port ? text.substring(0, colon) : text);
    }
}
