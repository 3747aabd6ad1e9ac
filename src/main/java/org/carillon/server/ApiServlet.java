package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.node.ContentWriter;
import org.carillon.node.Settings;
import org.carillon.protocol.JsonObject;

/**
 * A resource of the REST API: reads a JSON object within a limit and answers with one. Servlets rather than Jakarta
 * REST, so that an embedding portal's own REST application does not pick these up.
 */
abstract class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = System.getLogger(ApiServlet.class.getName());
    /** What a body may have besides the content. */
    private static final int ENVELOPE_BYTES = 4096;

    @Inject
    private transient Settings settings;

    @Inject
    private transient ContentWriter contents;

    ApiServlet() {}

    /**
     * Does what was asked.
     *
     * @return the answer, to be written by JSON-B
     * @throws RefusedException for an expected no
     */
    abstract Object answer(HttpServletRequest request) throws IOException;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        respond(request, response);
    }

    /** Does what was asked, by whatever method, and answers. */
    void respond(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            send(response, HttpServletResponse.SC_OK, answer(request));
        } catch (RefusedException e) {
            refuse(response, e);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A request to " + request.getServletPath() + " failed", e);
            refuse(response, new RefusedException(ErrorCode.INTERNAL, "the server failed, its log says more"));
        }
    }

    /**
     * The body, which must be a JSON object that says so: a form of another site cannot, without the browser asking us.
     *
     * @throws RefusedException {@code malformed} or {@code too_large}
     */
    JsonObject body(HttpServletRequest request) throws IOException {
        String type = request.getContentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new RefusedException(ErrorCode.MALFORMED, "the Content-Type must be application/json");
        }
        int limit = settings.limits().message() + ENVELOPE_BYTES;
        byte[] bytes = request.getInputStream().readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new RefusedException(ErrorCode.TOO_LARGE, "the body may have at most " + limit + " bytes");
        }
        return JsonObject.read(new String(bytes, StandardCharsets.UTF_8));
    }

    private void refuse(HttpServletResponse response, RefusedException e) throws IOException {
        int status = status(e.code());
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        send(response, status, new Refused(e.code().wireName(), String.valueOf(e.getMessage())));
    }

    private void send(HttpServletResponse response, int status, Object answer) throws IOException {
        byte[] body = contents.write(answer).json().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static int status(ErrorCode code) {
        return switch (code) {
            case UNAUTHENTICATED, TOKEN_EXPIRED -> HttpServletResponse.SC_UNAUTHORIZED;
            case FORBIDDEN -> HttpServletResponse.SC_FORBIDDEN;
            case NO_SUCH_CHANNEL -> HttpServletResponse.SC_NOT_FOUND;
            case CONFLICT -> HttpServletResponse.SC_CONFLICT;
            case TOO_LARGE -> HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
            case TOO_MANY, LIMIT -> 429;
            case UNAVAILABLE -> HttpServletResponse.SC_SERVICE_UNAVAILABLE;
            case INTERNAL -> HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            default -> HttpServletResponse.SC_BAD_REQUEST;
        };
    }

    /**
     * What a refusal is answered with.
     *
     * @param code as on the wire
     * @param message in plain words
     */
    public record Refused(String code, String message) {}
}
