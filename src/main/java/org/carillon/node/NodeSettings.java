package org.carillon.node;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * This node among others.
 *
 * @param name what it is called; empty for a name made of the host's
 * @param url where other nodes reach it, without a slash at the end; empty if they do not
 */
public record NodeSettings(String name, String url) {
    private static final String URL = "carillon.node.url";
    /** No full stop: it ends the name where an address begins with it. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    static NodeSettings read(SettingsReader in) {
        String name = in.text("carillon.node.name", "");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw SettingsReader.bad("carillon.node.name", name, "1 to 64 of the characters A-Z a-z 0-9 _ -");
        }
        String url = in.text(URL, "");
        if (!url.isEmpty() && !usable(url)) {
            throw SettingsReader.bad(URL, url,
                    "where other nodes reach this one, without query and user, such as http://10.0.0.5:8080/carillon");
        }
        return new NodeSettings(name, url.replaceFirst("/+$", ""));
    }

    /** Whether a URL is one that a path can be added to. */
    private static boolean usable(String url) {
        try {
            URI uri = new URI(url);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null
                    && uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
