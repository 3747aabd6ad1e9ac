package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.carillon.node.Component;
import org.carillon.node.Settings;

/**
 * Decides from which pages a browser may connect. Browsers send the user's cookies with a handshake to any host, so
 * without this check every page on the net could open a session in the name of a signed-in visitor.
 *
 * <p>A page of the request's own host and port is allowed, and so is every origin that {@code carillon.origins}
 * lists: {@code example.com} and {@code *.example.com} (its subdomains, not itself) stand for both schemes on their
 * default ports, {@code example.com:8443} for both schemes on this port, {@code https://example.com} for exactly this
 * origin, and {@code null} for the origin of sandboxed frames and local files.
 *
 * <p>The own host is found by the {@code Host} header, because behind a proxy that ends TLS the request's scheme and
 * local port say nothing about what the browser sees: there the scheme is {@code http} for an {@code https} page.
 * Hence on a plain request a {@code Host} without a port fits the default port of either scheme. When the
 * request itself came by TLS, a page that did not is never of the same host: who can alter that page on its way could
 * otherwise use the sessions that TLS protects. Such a page has to be listed.
 *
 * <p>An origin is read as browsers write it and in no other way; what has a path, a user, a trailing dot, a letter
 * outside ASCII or anything else too many is refused, never repaired.
 */
@Component
public final class OriginPolicy {
    private static final String OPAQUE = "null";
    private static final int LONGEST_ORIGIN = 300;
    private static final int LONGEST_SHOWN = 200;
    private static final Pattern PLACE = Pattern.compile(
            "(?:(?<scheme>https?)://)?"
                    + "(?:(?<any>\\*\\.)?(?<name>[a-z0-9_-]++(?:\\.[a-z0-9_-]++)*+)|\\[(?<six>[0-9a-f:.]++)])"
                    + "(?::(?<port>[1-9][0-9]{0,4}))?",
            Pattern.CASE_INSENSITIVE);

    private final boolean missing;
    private final boolean opaque;
    private final List<Place> allowed;

    /**
     * The policy of this deployment.
     *
     * @throws IllegalArgumentException if an entry of {@code carillon.origins} cannot be read; the message names it
     */
    @Inject
    public OriginPolicy(Settings settings) {
        this(settings.origins());
    }

    /**
     * A policy by the settings.
     *
     * @throws IllegalArgumentException if an entry of {@code carillon.origins} cannot be read; the message names it
     */
    public OriginPolicy(Settings.Origins settings) {
        missing = settings.missing();
        opaque = settings.allowed().contains(OPAQUE);
        allowed = settings.allowed().stream().filter(entry -> !entry.equals(OPAQUE)).map(OriginPolicy::entry).toList();
    }

    /**
     * Whether a handshake may go on.
     *
     * @param origin the {@code Origin} header; empty if there was none
     * @param scheme the request's scheme as the container sees it: {@code http} or {@code https}, {@code ws} or
     *     {@code wss}
     * @param host the {@code Host} header, with or without a port
     */
    public boolean allows(Optional<String> origin, String scheme, String host) {
        if (origin.isEmpty()) {
            return missing;
        }
        if (origin.get().equals(OPAQUE)) {
            return opaque;
        }
        return page(origin.get())
                .filter(page -> own(page, scheme, host) || allowed.stream().anyMatch(entry -> entry.covers(page)))
                .isPresent();
    }

    /** Whether a request may go on, as far as its page is concerned. */
    public boolean allows(HttpServletRequest request) {
        return allows(Optional.ofNullable(request.getHeader("Origin")), request.getScheme(),
                Optional.ofNullable(request.getHeader("Host")).orElse(""));
    }

    /**
     * What the log says about a refused handshake: one line that names the setting, the refused value and the remedy.
     *
     * @param origin the {@code Origin} header; empty if there was none
     * @param host the {@code Host} header
     */
    public String remedy(Optional<String> origin, String host) {
        if (origin.isEmpty()) {
            return "Refused a handshake without an origin to the host '" + shown(host)
                    + "'. Clients that are no browsers need the setting carillon.origins.missing=true.";
        }
        return "Refused the origin '" + shown(origin.get()) + "' at the host '" + shown(host)
                + "'. If its pages may connect, add it to the setting carillon.origins; if they are of this host, let"
                + " the proxy in front pass the Host header on unchanged.";
    }

    private static boolean own(Place page, String scheme, String host) {
        boolean secure = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss");
        return place(host)
                .filter(own -> own.scheme.isEmpty() && !own.subdomains && own.covers(page))
                .filter(own -> !secure || page.scheme.equals("https"))
                .isPresent();
    }

    private static Place entry(String text) {
        return place(text).orElseThrow(() -> new IllegalArgumentException("The setting carillon.origins contains '"
                + shown(text) + "' but each entry must be like example.com, *.example.com, example.com:8443,"
                + " https://example.com, or null."));
    }

    private static Optional<Place> page(String text) {
        return place(text).filter(place -> !place.scheme.isEmpty() && !place.subdomains);
    }

    private static Optional<Place> place(String text) {
        Matcher matcher = PLACE.matcher(text);
        if (text.length() > LONGEST_ORIGIN || !matcher.matches()) {
            return Optional.empty();
        }
        String scheme = Optional.ofNullable(matcher.group("scheme")).orElse("").toLowerCase(Locale.ROOT);
        int port = Optional.ofNullable(matcher.group("port")).map(Integer::parseInt).orElse(0);
        boolean subdomains = matcher.group("any") != null;
        return host(matcher).filter(host -> port <= 65_535).map(host -> new Place(scheme, subdomains, host, port));
    }

    private static Optional<String> host(Matcher matcher) {
        return Optional.ofNullable(matcher.group("name"))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .or(() -> six(matcher.group("six")));
    }

    /** One address has many spellings, so they are compared in the one that the JDK gives them. */
    private static Optional<String> six(String address) {
        try {
            // The brackets keep the JDK from asking a name server.
            String one = InetAddress.getByName("[" + address + "]").getHostAddress();
            return Optional.of("[" + one + "]");
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String shown(String text) {
        String printable = text.replaceAll("[^ -~]", "?");
        return printable.length() <= LONGEST_SHOWN ? printable : printable.substring(0, LONGEST_SHOWN - 3) + "...";
    }

    /**
     * A page's origin, an entry of the list, or the host of a request.
     *
     * @param scheme in lower case; empty for either
     * @param subdomains whether the names below {@code host} are meant instead of itself
     * @param host in lower case; an IPv6 address in brackets
     * @param port 0 for the default port of the scheme
     */
    private record Place(String scheme, boolean subdomains, String host, int port) {

        boolean covers(Place page) {
            return (scheme.isEmpty() || scheme.equals(page.scheme))
                    && (subdomains ? page.host.endsWith("." + host) : page.host.equals(host))
                    && page.portOr(page.scheme) == portOr(page.scheme);
        }

        private int portOr(String pageScheme) {
            if (port != 0) {
                return port;
            }
            return pageScheme.equals("https") ? 443 : 80;
        }
    }
}
