package org.carillon.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.carillon.endpoint.AnswerHeaders;

/** The headers of the browser client's files. */
@WebFilter(filterName = "carillon-client-headers", urlPatterns = "/carillon/*", asyncSupported = true)
public class ClientHeaders extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public ClientHeaders() {}

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        AnswerHeaders.client(response);
        chain.doFilter(request, response);
    }
}
