package org.carillon.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The entries of {@code Sec-WebSocket-Protocol}. */
final class Subprotocols {
    private Subprotocols() {}

    /** The entries of all header lines, in order. */
    static List<String> offered(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Sec-WebSocket-Protocol")).stream()
                .flatMap(line -> Stream.of(line.split(","))).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }
}
