package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.audit.Audit;
import org.carillon.audit.AuditEvent;
import org.carillon.endpoint.ClientAddress;
import org.carillon.endpoint.OriginPolicy;
import org.carillon.node.Addresses;
import org.carillon.node.Component;
import org.carillon.node.Settings;

/** Who may use the REST API: a caller with the API key, or with the role. */
@Component
class ApiAccess {
    private static final String KEY_HEADER = "X-Api-Key";

    private final Settings.Api settings;
    private final OriginPolicy origins;
    private final ClientAddress addresses;
    private final Audit audit;

    @Inject
    ApiAccess(Settings settings, OriginPolicy origins, ClientAddress addresses, Audit audit) {
        this.origins = origins;
        this.settings = settings.api();
        this.addresses = addresses;
        this.audit = audit;
    }

    /**
     * Lets a caller pass who may publish.
     *
     * @throws RefusedException {@code unauthenticated} or {@code forbidden}
     */
    void check(HttpServletRequest request) {
        boolean inRole = request.isUserInRole(settings.role());
        if (hasKey(request) || inRole && fromOwnPage(request)) {
            return;
        }
        noteRefused(request);
        if (inRole) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "pages of other hosts may not use the login of this one");
        }
        if (request.getUserPrincipal() != null) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "the role '" + settings.role() + "' is needed");
        }
        throw new RefusedException(ErrorCode.UNAUTHENTICATED, settings.key().isEmpty()
                ? "set carillon.api.key and send it as " + KEY_HEADER + ", or sign in with the role '"
                        + settings.role() + "'"
                : "send the API key as " + KEY_HEADER);
    }

    /** Whether a caller may read the metrics: this machine, or one who may publish. */
    boolean mayRead(HttpServletRequest request) {
        boolean may = Addresses.loopback(addresses.of(request)) || hasKey(request)
                || request.isUserInRole(settings.role());
        if (!may) {
            noteRefused(request);
        }
        return may;
    }

    /**
     * Whether no page of another host makes the browser send the request: its cookies then come with it, unlike the
     * key. Programs send neither header.
     */
    private boolean fromOwnPage(HttpServletRequest request) {
        Optional<String> origin = Optional.ofNullable(request.getHeader("Origin"));
        String host = Optional.ofNullable(request.getHeader("Host")).orElse("");
        return !"cross-site".equalsIgnoreCase(request.getHeader("Sec-Fetch-Site"))
                && (origin.isEmpty() || origins.allows(origin, request.getScheme(), host));
    }

    private void noteRefused(HttpServletRequest request) {
        String origin = Optional.ofNullable(request.getHeader("Origin")).orElse("");
        audit.note(new AuditEvent.Refused("api", addresses.of(request), origin, ""));
    }

    /** Notes what a caller has done who was let pass; the target is empty if it may be a secret. */
    void noteAct(HttpServletRequest request, String act, String target) {
        String by = hasKey(request) || request.getUserPrincipal() == null
                ? "key" : "user:" + request.getUserPrincipal().getName();
        audit.note(new AuditEvent.Act(act, by, addresses.of(request), target));
    }

    private boolean hasKey(HttpServletRequest request) {
        String key = request.getHeader(KEY_HEADER);
        return key != null && !settings.key().isEmpty() && MessageDigest.isEqual(bytes(key), bytes(settings.key()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
