package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.protocol.JsonObject;
import org.carillon.session.Revoker;
import org.carillon.session.Waiting;

/**
 * {@code POST /api/revocations} with {@code {token}} revokes a token by its id on all nodes; with {@code {user}} all
 * tokens of a user that were issued until now, with {@code {user, before}} or {@code {before}} those that were issued
 * before a time, of a user or of all. The answer comes when it is stored.
 */
@WebServlet(name = "carillon-revocations", urlPatterns = "/api/revocations")
public class RevocationServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;
    private static final String SECONDS = "\\d{1,12}";

    @Inject
    private transient ApiAccess access;

    @Inject
    private transient Revoker revoker;

    @Inject
    private transient Waiting waiting;

    /** Made by the container. */
    public RevocationServlet() {}

    @Override
    Object answer(HttpServletRequest request) throws IOException {
        access.check(request);
        JsonObject body = body(request);
        CompletionStage<Instant> revoked = revoke(body);
        access.noteAct(request, body.mentions("token") ? "revoke_token" : "revoke_tokens", body.text("user"));
        return new Remembered(waiting.on(revoked).getEpochSecond());
    }

    private CompletionStage<Instant> revoke(JsonObject body) {
        boolean user = body.mentions("user");
        boolean before = body.mentions("before");
        if (body.mentions("token") == (user || before)) {
            throw malformed("either 'token', or 'user' or 'before' or both are needed");
        }
        if (body.mentions("token")) {
            return revoker.revokeToken(body.text("token"));
        }
        if (user && body.text("user").isEmpty()) {
            throw malformed("'user' must not be empty");
        }
        return before ? revoker.revokeTokens(body.text("user"), time(body)) : revoker.revokeTokens(body.text("user"));
    }

    private static Instant time(JsonObject body) {
        String seconds = body.raw("before").strip();
        if (!seconds.matches(SECONDS)) {
            throw malformed("'before' must be a time in whole seconds since 1970");
        }
        return Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private static RefusedException malformed(String why) {
        return new RefusedException(ErrorCode.MALFORMED, why);
    }

    /**
     * What was revoked.
     *
     * @param until until when it is remembered, in epoch seconds
     */
    public record Remembered(long until) {}
}
