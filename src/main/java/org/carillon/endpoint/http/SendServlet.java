package org.carillon.endpoint.http;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code POST /send} carries out commands of a session, {@code DELETE} ends it. */
@WebServlet(name = "carillon-send", urlPatterns = "/send", asyncSupported = true)
public class SendServlet extends FallbackServlet {
    static final String SEQUENCE = "Carillon-Sequence";
    private static final long serialVersionUID = 1L;
    /** How long the body of a post may take: for the largest one over a slow line. */
    static final long PATIENCE_MILLIS = 30_000;
    private static final String TYPE = "application/x-ndjson";

    @Inject
    private transient Links links;

    /** Made by the container. */
    public SendServlet() {
        super(true, "POST", "DELETE");
    }

    @Override
    boolean takesBody() {
        return true;
    }

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response, String session) throws IOException {
        if (!passOrigin(request, response)) {
            return;
        }
        Optional<Link> link = links.find(session).map(Links.Entry::link).filter(Link::open);
        if (link.isEmpty()) {
            answerElsewhere(request, response, session);
        } else if (request.getMethod().equals("DELETE")) {
            links.bye(link.get());
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            post(request, response, link.get());
        }
    }

    private void post(HttpServletRequest request, HttpServletResponse response, Link link) throws IOException {
        OptionalLong number = Numbers.header(request, SEQUENCE);
        if (!ofOurType(request)) {
            refuse(request, response, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "type",
                    "The Content-Type must be " + TYPE + ".");
        } else if (number.isEmpty() || number.getAsLong() == 0) {
            refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "number",
                    "The header " + SEQUENCE + " must be the number of the post, counted from 1.");
        } else {
            read(request, response, link, number.getAsLong());
        }
    }

    private static boolean ofOurType(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase(TYPE);
    }

    private void read(HttpServletRequest request, HttpServletResponse response, Link link, long number)
            throws IOException {
        int limit = settings().limits().message();
        if (request.getContentLengthLong() > limit) {
            refuseTooLarge(request, response, link); // not read: above a limit of their own servers cut the connection
        } else {
            PostBody.read(request, limit + 1, PATIENCE_MILLIS, body -> take(request, response, link, number, body));
        }
    }

    private boolean take(HttpServletRequest request, HttpServletResponse response, Link link, long number, byte[] body)
            throws IOException {
        Optional<String> commands = text(body);
        if (body.length > settings().limits().message()) {
            refuseTooLarge(request, response, link);
        } else if (commands.isEmpty()) {
            refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "text", "The body is not UTF-8.");
        } else {
            carryOut(request, response, link, number, commands.get());
        }
        return true;
    }

    private void refuseTooLarge(HttpServletRequest request, HttpServletResponse response, Link link)
            throws IOException {
        link.tooLarge();
        refuse(request, response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "too_large",
                "A post may have at most " + settings().limits().message() + " bytes: the session ends.");
    }

    private static Optional<String> text(byte[] body) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private void carryOut(HttpServletRequest request, HttpServletResponse response, Link link, long number,
            String commands) throws IOException {
        if (link.post(number, commands) == Posts.Verdict.GAP) {
            links.lost(link);
            refuse(request, response, HttpServletResponse.SC_CONFLICT, "number",
                    "A post before this one is missing: the session ends.");
        } else {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        }
    }
}
