package org.carillon.endpoint.http;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.carillon.endpoint.Handshake;

/** {@code POST /sse} opens a session; the answer is what it is told, and ends with it. */
@WebServlet(name = "carillon-sse", urlPatterns = "/sse", asyncSupported = true)
public class SseServlet extends FallbackServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Links links;

    /** Made by the container. */
    public SseServlet() {
        super(true, "POST");
    }

    @Override
    void answer(HttpServletRequest request, HttpServletResponse response, String session) throws IOException {
        if (!session.equals(NEW)) {
            refuse(request, response, HttpServletResponse.SC_BAD_REQUEST, "session",
                    "A stream cannot be taken up again: open a session by '" + SESSION + ": new'.");
            return;
        }
        Optional<Handshake> handshake = walls().pass(request, response);
        if (handshake.isPresent()) {
            Links.Opened<StreamTransport> opened = links.stream(handshake.get(), format(request));
            Answer answer = Answer.begin(request, response, () -> links.lost(opened.link()));
            opened.down().begin(answer,
                    EventText.join(EventText.padding(), EventText.open(opened.link().address())));
        }
    }
}
