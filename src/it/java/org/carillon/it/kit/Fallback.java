package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The requests of sessions without WebSocket, over the JDK's HTTP client. */
public final class Fallback {
    /** The header that names the session. */
    public static final String SESSION = "Carillon-Session";
    /** The header that numbers posts. */
    public static final String SEQUENCE = "Carillon-Sequence";
    /** The header that names the last answer that arrived. */
    public static final String RECEIVED = "Last-Event-ID";
    /** How long a client waits: longer than a poll does. */
    static final Duration PATIENCE = Duration.ofSeconds(25);
    static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Fallback() {}

    /** A POST without a body. */
    static HttpRequest request(URL base, String path, String... headers) throws Exception {
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.toURI().resolve(path))
                .POST(HttpRequest.BodyPublishers.noBody());
        return (headers.length == 0 ? builder : builder.headers(headers)).build();
    }

    /** A POST without a body, and its whole answer. */
    public static HttpResponse<String> post(URL base, String path, String... headers) throws Exception {
        return HTTP.send(request(base, path, headers), HttpResponse.BodyHandlers.ofString());
    }

    /** A post of commands. */
    public static HttpResponse<String> send(URL base, String address, long number, String commands) throws Exception {
        return Http.postAs(base, "send", commands, "application/x-ndjson", SESSION, address, SEQUENCE,
                Long.toString(number));
    }

    /** The end of a session by its client. */
    public static HttpResponse<String> bye(URL base, String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(base.toURI().resolve("send")).DELETE()
                .header(SESSION, address).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    static Client.Ended ended(Events.Event close) {
        JsonObject data = json(close.data());
        return new Client.Ended(data.getInt("code"), data.getString("reason"));
    }

    static void assertStream(HttpResponse<?> response) {
        assertThat(response.statusCode()).as("%s", response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(type ->
                assertThat(type).isEqualToIgnoringCase("text/event-stream;charset=UTF-8"));
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        boolean nginx = response.headers().firstValue("Server").orElse("").startsWith("nginx");
        assertThat(response.headers().firstValue("X-Accel-Buffering").orElse("")).as("which nginx takes for itself")
                .isEqualTo(nginx ? "" : "no");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().map()).doesNotContainKey("access-control-allow-origin");
    }
}
