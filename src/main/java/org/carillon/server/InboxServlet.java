package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.carillon.Carillon;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.RefusedException;
import org.carillon.protocol.JsonObject;

/** {@code POST /api/users/USER/inbox} with {@code {content}}: sends to a user; answers with the position. */
@WebServlet(name = "carillon-inbox", urlPatterns = "/api/users/*")
public class InboxServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;
    private static final String INBOX = "/inbox";

    @Inject
    private transient ApiAccess access;

    @Inject
    private transient Carillon carillon;

    /** Made by the container. */
    public InboxServlet() {}

    @Override
    Position answer(HttpServletRequest request) throws IOException {
        access.check(request);
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        if (!path.endsWith(INBOX) || path.length() <= INBOX.length() + 1) {
            throw new RefusedException(ErrorCode.MALFORMED, "the path must be api/users/USER/inbox");
        }
        JsonObject body = body(request);
        if (!body.mentions("content")) {
            throw new RefusedException(ErrorCode.MALFORMED, "'content' is missing");
        }
        String user = path.substring(1, path.length() - INBOX.length());
        return carillon.send(user, Content.json(body.raw("content")));
    }
}
