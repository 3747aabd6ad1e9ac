package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.carillon.Carillon;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.protocol.JsonObject;

/**
 * {@code POST /api/disconnect} with {@code {user}} ends all sessions of a user on all nodes, and answers with how many
 * those are; with {@code {login}} it ends those of one login.
 */
@WebServlet(name = "carillon-disconnect", urlPatterns = "/api/disconnect")
public class DisconnectServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient ApiAccess access;

    @Inject
    private transient Carillon carillon;

    /** Made by the container. */
    public DisconnectServlet() {}

    @Override
    Object answer(HttpServletRequest request) throws IOException {
        access.check(request);
        JsonObject body = body(request);
        String user = body.text("user");
        String login = body.text("login");
        if (user.isEmpty() == login.isEmpty()) {
            throw new RefusedException(ErrorCode.MALFORMED, "either 'user' or 'login' is needed");
        }
        if (login.isEmpty()) {
            access.noteAct(request, "disconnect", user);
            return new Ended(carillon.disconnect(user));
        }
        access.noteAct(request, "end_login", "");
        carillon.endLogin(login);
        return new EndedLogin(login);
    }

    /**
     * What was ended.
     *
     * @param sessions how many sessions
     */
    public record Ended(int sessions) {}

    /**
     * What was ended.
     *
     * @param login whose sessions
     */
    public record EndedLogin(String login) {}
}
