package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.carillon.Carillon;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.protocol.JsonObject;

/**
 * {@code POST /api/notify} with {@code {channel, content}}, answered with the position, or {@code {user, content}},
 * answered with the number of sessions it was handed to.
 */
@WebServlet(name = "carillon-notify", urlPatterns = "/api/notify")
public class NotifyServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient ApiAccess access;

    @Inject
    private transient Carillon carillon;

    /** Made by the container. */
    public NotifyServlet() {}

    @Override
    Object answer(HttpServletRequest request) throws IOException {
        access.check(request);
        JsonObject body = body(request);
        if (!body.mentions("content") || body.has("user") == body.has("channel")) {
            throw new RefusedException(ErrorCode.MALFORMED, "'content' and either 'user' or 'channel' are needed");
        }
        Content content = Content.json(body.raw("content"));
        return body.has("user")
                ? new Reached(carillon.notifyUser(body.text("user"), content))
                : carillon.notifyChannel(body.text("channel"), content);
    }

    /**
     * How far a notification got.
     *
     * @param sessions how many sessions it was handed to
     */
    public record Reached(int sessions) {}
}
