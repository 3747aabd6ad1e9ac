package org.carillon.protocol;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.carillon.Content;
import org.carillon.Position;
import org.carillon.Publication;

/** What the benchmarks publish. */
public final class Samples {
    private Samples() {}

    /** A content as JSON by its name: {@code text}, a string of 128 bytes, or {@code object}, one of 1 KB. */
    public static String json(String name) {
        return switch (name) {
            case "text" -> '"' + "Carillon ".repeat(15).substring(0, 126) + '"';
            case "object" -> IntStream.range(0, 20)
                    .mapToObj(i -> "{\"symbol\":\"S" + (10 + i) + "\",\"price\":" + (100 + i) + ".25,\"size\":"
                            + (i + 10) + '}')
                    .collect(Collectors.joining(",", "{\"quotes\":[", "]}"));
            default -> throw new IllegalArgumentException(
                    "the content '" + name + "' is not known here, use text or object");
        };
    }

    /** A publication on its way to subscribers. */
    public static ServerMessage published(String content, long offset) {
        return new ServerMessage.Published(new Publication("room:1", new Position("1w3kzq8p2a", offset),
                Publication.Kind.MESSAGE, "anna", false, 1_900_000_000_000L, Content.json(json(content)), ""));
    }

    /** Several of them, from offset 1 on. */
    public static List<ServerMessage> published(String content, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> published(content, (long) i)).toList();
    }
}
