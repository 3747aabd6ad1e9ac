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
    private static final long serialVersionUID = 1L;
    private static final String SEQUENCE = "Carillon-Sequence";
    private static final String TYPE = "application/x-ndjson";
    private static final String READ = SendServlet.class.getName() + ".read";

    @Inject
    private transient Links links;

    /** Made by the container. */
    public SendServlet() {
        super("POST", "DELETE");
    }

    /** A post whose body was read, or will not be. */
    private record Post(Link link, long number, PostBody body) {}

    /** Requests come twice: a post is read without a thread, then carried out on one. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getAttribute(READ) instanceof Post post) {
            post.link.wasRead(post.body);
            finish(response, post);
        } else {
            super.service(request, response);
        }
    }

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response, String session) throws IOException {
        if (!walls().passOrigin(request, response)) {
            return;
        }
        Optional<Link> link = links.find(session).map(Links.Entry::link).filter(Link::open);
        if (link.isEmpty()) {
            refuseUnknown(response);
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
            refuse(response, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "type",
                    "The Content-Type must be " + TYPE + ".");
        } else if (number.isEmpty() || number.getAsLong() == 0) {
            refuse(response, HttpServletResponse.SC_BAD_REQUEST, "number",
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
        long length = request.getContentLengthLong();
        if (length > settings().limits().message()) {
            refuseLarge(response, link); // not read: above a limit of their own servers cut the connection
        } else if (length == 0) {
            carryOut(response, link, number, "");
        } else {
            PostBody body = links.body(request);
            request.setAttribute(READ, new Post(link, number, body));
            link.read(body);
        }
    }

    private void finish(HttpServletResponse response, Post post) throws IOException {
        switch (post.body.outcome()) {
            case WHOLE -> carryOut(response, post);
            case TOO_LARGE -> refuseLarge(response, post.link);
            case LATE -> refuse(response, HttpServletResponse.SC_REQUEST_TIMEOUT, "late",
                    "The body did not come in time; nothing of it was carried out.");
            case GIVEN_UP -> {
                if (post.link.open()) {
                    refuseOverlap(response);
                } else {
                    refuseUnknown(response);
                }
            }
        }
    }

    private void refuseLarge(HttpServletResponse response, Link link) throws IOException {
        link.tooLarge();
        refuse(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, "too_large",
                "A post may have at most " + settings().limits().message() + " bytes: the session ends.");
    }

    private void refuseOverlap(HttpServletResponse response) throws IOException {
        refuse(response, HttpServletResponse.SC_CONFLICT, "overlap",
                "One post at a time: nothing of this one was carried out.");
    }

    private void carryOut(HttpServletResponse response, Post post) throws IOException {
        Optional<String> commands = text(post.body.bytes());
        if (!post.link.open()) {
            refuseUnknown(response);
        } else if (commands.isEmpty()) {
            refuse(response, HttpServletResponse.SC_BAD_REQUEST, "text", "The body is not UTF-8.");
        } else {
            carryOut(response, post.link, post.number, commands.get());
        }
    }

    private static Optional<String> text(byte[] body) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private void carryOut(HttpServletResponse response, Link link, long number, String commands) throws IOException {
        switch (links.post(link, number, commands)) {
            case NEXT, REPEATED -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            case BUSY -> refuseOverlap(response);
            case GAP -> {
                links.lost(link);
                refuse(response, HttpServletResponse.SC_CONFLICT, "number",
                        "A post before this one is missing: the session ends.");
            }
        }
    }
}
