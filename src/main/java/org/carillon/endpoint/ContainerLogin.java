package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.node.Component;
import org.carillon.node.Settings;

/** Whom the container has signed in. */
@Component
public class ContainerLogin {
    private final Settings settings;
    private final HttpSessions httpSessions;

    /** Keeps the roles that the settings name. */
    @Inject
    public ContainerLogin(Settings settings, HttpSessions httpSessions) {
        this.settings = settings;
        this.httpSessions = httpSessions;
    }

    /**
     * The user of a request; empty if the container knows none. Its login is named as the HTTP session, if there is
     * one, and ends with it.
     *
     * @throws RefusedException {@code unauthenticated} if it is a name that is the server's to give
     */
    public Optional<Identity> of(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return principal == null ? Optional.empty() : Optional.of(BearerTokens.accepted(new Identity(
                principal.getName(), Optional.empty(), Map.of(), httpSessions.name(request), roles(request))));
    }

    /** The container lists no roles: it is asked for each that may count. */
    private Set<String> roles(HttpServletRequest request) {
        return Stream.concat(settings.channels().policies().roles().stream(), settings.auth().roles().stream())
                .filter(request::isUserInRole).collect(Collectors.toSet());
    }
}
