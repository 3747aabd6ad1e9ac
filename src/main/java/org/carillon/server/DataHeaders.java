package org.carillon.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.carillon.endpoint.AnswerHeaders;

/** The headers of what servlets of ours answer, wherever a portal has moved them, and of nothing else in it. */
@WebFilter(filterName = "carillon-data-headers", asyncSupported = true, servletNames = {
    "carillon-publish", "carillon-notify", "carillon-inbox", "carillon-disconnect", "carillon-nodes",
    "carillon-tickets", "carillon-health", "carillon-metrics", "carillon-sse", "carillon-poll", "carillon-send"})
public class DataHeaders extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public DataHeaders() {}

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        AnswerHeaders.data(response);
        chain.doFilter(request, response);
    }
}
