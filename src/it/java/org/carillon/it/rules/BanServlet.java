package org.carillon.it.rules;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.carillon.Carillon;

/** Bans a user, whose sessions feel it at once, on all nodes; with {@code recheck=false} when they do something. */
@WebServlet("/ban")
public class BanServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Bans bans;

    @Inject
    private transient Carillon carillon;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        bans.ban(request.getParameter("user"));
        if (!"false".equals(request.getParameter("recheck"))) {
            carillon.recheck(request.getParameter("user"));
        }
    }
}
