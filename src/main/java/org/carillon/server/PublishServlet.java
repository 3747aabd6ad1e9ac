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

/** {@code POST /api/publish} with {@code {channel, content, slot?}}; answers with the position. */
@WebServlet(name = "carillon-publish", urlPatterns = "/api/publish")
public class PublishServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient ApiAccess access;

    @Inject
    private transient Carillon carillon;

    /** Made by the container. */
    public PublishServlet() {}

    @Override
    Position answer(HttpServletRequest request) throws IOException {
        access.check(request);
        JsonObject body = body(request);
        if (!body.mentions("content")) {
            throw new RefusedException(ErrorCode.MALFORMED, "'content' is missing");
        }
        return carillon.publish(body.text("channel"), body.text("slot"), Content.json(body.raw("content")));
    }
}
