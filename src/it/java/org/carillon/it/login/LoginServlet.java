package org.carillon.it.login;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;

/** Signs a user in and out, with an HTTP session. */
@WebServlet("/login/*")
public class LoginServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        HttpSession session = request.getSession();
        switch (request.getPathInfo()) {
            case "/visit" -> { }
            case "/in" -> {
                request.changeSessionId();
                session.setAttribute(LoginFilter.USER, request.getParameter("user"));
            }
            case "/soon" -> session.setMaxInactiveInterval(1);
            case "/out" -> session.invalidate();
            default -> throw new IllegalArgumentException(request.getPathInfo());
        }
    }
}
