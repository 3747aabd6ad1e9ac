package org.carillon.it.login;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;

/** Lets the rest of the portal see who has signed in, as a container's login does; before all other filters. */
public class LoginFilter extends HttpFilter {
    static final String USER = "user";
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpSession session = request.getSession(false);
        Object user = session == null ? null : session.getAttribute(USER);
        chain.doFilter(user == null ? request : new SignedIn(request, user.toString()), response);
    }

    /** A request of somebody who has signed in. */
    private static final class SignedIn extends HttpServletRequestWrapper {
        private final String user;

        SignedIn(HttpServletRequest request, String user) {
            super(request);
            this.user = user;
        }

        @Override
        public Principal getUserPrincipal() {
            return () -> user;
        }
    }
}
