package org.carillon.it.portal;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Collectors;
import org.carillon.Carillon;
import org.carillon.Member;
import org.carillon.RefusedException;
import org.carillon.UserStatus;

/** The pages of the portal, in plain text: what is done is the last part of the path, with what is in the query. */
@WebServlet("/do/*")
public class PortalServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Carillon carillon;

    @Inject
    private transient Journal journal;

    @Inject
    private transient Basket basket;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        request.setCharacterEncoding("UTF-8"); // the query is ISO 8859-1 on Payara otherwise (PortalIT)
        response.setContentType("text/plain;charset=UTF-8");
        try {
            response.getWriter().print(answer(request));
        } catch (RefusedException e) {
            response.setStatus(HttpServletResponse.SC_CONFLICT);
            response.getWriter().print(e.code().wireName());
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    private Object answer(HttpServletRequest request) throws IOException, ClassNotFoundException {
        String channel = request.getParameter("channel");
        String user = request.getParameter("user");
        String item = request.getParameter("item");
        return switch (request.getPathInfo()) {
            case "/publish" -> carillon.publish(channel, new Order(item, 2, LocalDate.of(2030, 1, 31))).offset();
            case "/publish-slot" -> carillon.publish(channel, item, item).offset();
            case "/notify-channel" -> carillon.notifyChannel(channel, item).offset();
            case "/notify-user" -> carillon.notifyUser(user, item);
            case "/send" -> carillon.send(user, item).offset();
            case "/members" -> carillon.members(channel).stream().map(PortalServlet::text)
                    .collect(Collectors.joining("\n"));
            case "/status" -> text(carillon.status(user));
            case "/disconnect" -> carillon.disconnect(user);
            case "/revoke-token" -> revoked(() -> carillon.revokeToken(item, Instant.now().plusSeconds(60)));
            case "/revoke-user" -> revoked(() -> carillon.revokeTokens(user, Instant.now()));
            case "/basket" -> basket.add(item);
            case "/passivated" -> basket.passivated().publish(channel, item).offset();
            case "/journal" -> String.join("\n", journal.lines());
            default -> throw new IllegalArgumentException(request.getPathInfo());
        };
    }

    private static String revoked(Runnable act) {
        act.run();
        return "revoked";
    }

    private static String text(Member member) {
        return member.user() + (member.guest() ? " guest " : " user ") + member.info().getOrDefault("name", "-") + ' '
                + member.sessions().size();
    }

    private static String text(UserStatus status) {
        return (status.online() ? "online " : "offline ") + status.sessions() + ' '
                + status.lastSeen().map(Object::toString).orElse("never");
    }
}
