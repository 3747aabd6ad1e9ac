package org.carillon.endpoint.http;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.carillon.endpoint.Handshake;

/** {@code POST /poll} opens a session or goes on with one; the answer is what has gathered for it. */
@WebServlet(name = "carillon-poll", urlPatterns = "/poll", asyncSupported = true)
public class PollServlet extends FallbackServlet {
    private static final long serialVersionUID = 1L;
    static final String RECEIVED = "Last-Event-ID";
    private static final Runnable NOBODY = () -> { };

    @Inject
    private transient Links links;

    /** Made by the container. */
    public PollServlet() {
        super(true, "POST");
    }

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response, String session) throws IOException {
        if (session.equals(NEW)) {
            open(request, response);
        } else if (passOrigin(request, response)) {
            Optional<Links.Entry> entry = links.find(session);
            if (entry.isPresent() && entry.get().down() instanceof PollTransport down) {
                goOn(request, response, entry.get().link(), down);
            } else {
                answerElsewhere(request, response, session);
            }
        }
    }

    private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Handshake> handshake = walls().pass(request, response);
        if (handshake.isPresent()) {
            Links.Opened<PollTransport> opened = links.polls(handshake.get(), format(request));
            opened.down().begin(Answer.begin(request, response, NOBODY), EventText.open(opened.link().address()));
        }
    }

    private void goOn(HttpServletRequest request, HttpServletResponse response, Link link, PollTransport down)
            throws IOException {
        OptionalLong received = Numbers.header(request, RECEIVED);
        if (received.isEmpty()) {
            refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "number", "The header " + RECEIVED
                    + " must be the number of the last answer that arrived.");
            return;
        }
        link.heard();
        switch (down.judge(received.getAsLong())) {
            case GONE -> refuseUnknown(request, response);
            case WRONG -> {
                links.lost(link);
                refuse(request, response, HttpServletResponse.SC_CONFLICT, "number",
                        "This is neither the last answer nor the one before it: the session ends.");
            }
            // A connection that is lost while a poll waits is no end: the client polls again.
            case WELCOME -> down.poll(Answer.begin(request, response, NOBODY), received.getAsLong());
        }
    }
}
