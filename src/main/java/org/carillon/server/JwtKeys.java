package org.carillon.server;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.carillon.node.Settings;

/** The keys that may have signed a token, from wherever the settings say. */
final class JwtKeys {
    static final String SECRET = "carillon.auth.jwt.secret";
    static final String KEY = "carillon.auth.jwt.key";
    static final String JWKS = "carillon.auth.jwt.jwks";

    private JwtKeys() {}

    /**
     * All sources of keys that the settings name; several may be set, as when one replaces the other. None means that
     * no token can be accepted.
     *
     * @throws IllegalArgumentException if a key cannot be read or is too weak, or a URL is not allowed; the message
     *     names the setting and the remedy, and repeats no value, since any of them may be a secret in the wrong place
     */
    static List<KeySource> load(Settings.Jwt settings, Clock clock) {
        List<KeySource> sources = new ArrayList<>();
        if (!settings.secret().isEmpty()) {
            sources.add(FixedKeys.secret(settings.secret()));
        }
        if (!settings.key().isEmpty()) {
            sources.add(FixedKeys.publicKey(settings.key()));
        }
        if (!settings.jwks().isEmpty()) {
            sources.add(settings.jwks().contains("://")
                    ? RemoteKeys.at(settings.jwks(), clock) : FixedKeys.keySet(settings.jwks()));
        }
        return List.copyOf(sources);
    }

    /** What a bad value stops the deployment with. */
    static IllegalArgumentException bad(String setting, String what) {
        return new IllegalArgumentException("The setting " + setting + " " + what + ".");
    }
}
