package org.carillon.server;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.carillon.endpoint.AnswerHeaders;

/**
 * What the container would answer with a page of its own: the status, and nothing of the request, the server or what
 * failed. The WAR's {@code web.xml} declares it; a portal has its own.
 */
public class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public ErrorServlet() {}

    /** For all methods alike. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? code : HttpServletResponse.SC_NOT_FOUND; // asked for as if it were a page
        AnswerHeaders.data(response);
        response.setHeader("Cache-Control", "no-store"); // whatever the page would have said that is missing
        response.setStatus(status);
        response.setContentType("text/plain;charset=UTF-8");
        response.getOutputStream().print("Error " + status + '\n');
    }
}
