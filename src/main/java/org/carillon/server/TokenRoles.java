package org.carillon.server;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The roles of a token: a claim that is a list of texts, or one text with spaces between. The claim has the name that
 * the setting says; or dots in it lead into objects, as in {@code realm_access.roles}.
 */
final class TokenRoles {
    private TokenRoles() {}

    /** The roles; none where the claim is missing or of another kind. */
    static Set<String> of(JWTClaimsSet claims, String path) {
        return texts(find(claims.getClaims(), path)).filter(role -> !role.isEmpty()).collect(Collectors.toSet());
    }

    private static @Nullable Object find(Map<?, ?> object, String path) {
        Object named = object.get(path);
        int dot = path.indexOf('.');
        if (named != null || dot < 0) {
            return named;
        }
        return object.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? find(inner, path.substring(dot + 1)) : null;
    }

    private static Stream<String> texts(@Nullable Object claim) {
        if (claim instanceof Collection<?> list) {
            return list.stream().filter(String.class::isInstance).map(String.class::cast);
        }
        return claim instanceof String text ? Stream.of(text.split(" ")) : Stream.empty();
    }
}
