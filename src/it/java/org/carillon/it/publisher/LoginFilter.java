package org.carillon.it.publisher;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whoever has the cookie {@code login=anna} is Anna, and may publish. */
@WebFilter("/api/*")
public class LoginFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Cookie[] cookies = request.getCookies() == null ? new Cookie[0] : request.getCookies();
        boolean anna = Stream.of(cookies)
                .anyMatch(cookie -> cookie.getName().equals("login") && cookie.getValue().equals("anna"));
        chain.doFilter(anna ? new Anna(request) : request, response);
    }

    private static final class Anna extends HttpServletRequestWrapper {
        Anna(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable Principal getUserPrincipal() {
            return () -> "anna";
        }

        @Override
        public boolean isUserInRole(String role) {
            return role.equals("carillon-publisher");
        }
    }
}
