package org.carillon.it.kit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** Plain HTTP to the deployment under test. */
public final class Http {
    /** Not HTTP/2: Payara hangs on a request that asks for that and whose body is left unread (RestIT). */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Http() {}

    /** GET of a path below the deployment, with headers as name, value, … */
    public static HttpResponse<String> get(URL base, String path, String... headers) throws Exception {
        return send(request(base, path, headers).GET());
    }

    /** GET that is not waited for. */
    public static CompletableFuture<HttpResponse<String>> getAsync(URL base, String path) throws Exception {
        return CLIENT.sendAsync(request(base, path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    /** POST of a JSON body, with headers as name, value, … */
    public static HttpResponse<String> post(URL base, String path, String json, String... headers) throws Exception {
        return postAs(base, path, json, "application/json", headers);
    }

    /** POST of a body of another type. */
    public static HttpResponse<String> postAs(URL base, String path, String body, String type, String... headers)
            throws Exception {
        return send(request(base, path, headers).header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** The JSON object of a response. */
    public static JsonObject json(HttpResponse<String> response) {
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject();
        }
    }

    private static HttpRequest.Builder request(URL base, String path, String... headers) throws Exception {
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.toURI().resolve(path));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
