package org.carillon.endpoint.http;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.carillon.cluster.NodeState;
import org.carillon.cluster.Nodes;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.node.ThisNode;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests of sessions of other nodes on to them, once: no proxy needs to bring a client back to the node that
 * it began on. It goes only where the list of nodes says, and no thread waits for the answer.
 */
@Component
class Relay {
    /** What a request has that was passed on; its value is the name of the node that did. */
    static final String HEADER = "Carillon-Relay";

    private static final Logger LOG = System.getLogger(Relay.class.getName());
    private static final String ADDRESS = "[A-Za-z0-9_-]{1,64}\\.[A-Za-z0-9_-]{1,64}";
    private static final String PRINTABLE = "[ -~]*";
    private static final List<String> COPIED =
            List.of(FallbackServlet.SESSION, PollServlet.RECEIVED, SendServlet.SEQUENCE, "Content-Type");
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** What an answer may take beyond a poll's wait. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final Nodes nodes;
    private final ThisNode self;
    private final Settings settings;
    private final Metrics metrics;
    private final Executor executor;
    private final AtomicReference<@Nullable HttpClient> client = new AtomicReference<>();

    @Inject
    Relay(Nodes nodes, ThisNode self, Settings settings, Metrics metrics, @Own Executor executor) {
        this.nodes = nodes;
        this.self = self;
        this.settings = settings;
        this.metrics = metrics;
        this.executor = executor;
    }

    /** Whether another node has passed the request on. */
    static boolean passedOn(HttpServletRequest request) {
        return request.getHeader(HEADER) != null;
    }

    /** Where requests of a session go that another living node has; empty if there is none. */
    Optional<URI> elsewhere(String address, String path) {
        if (!address.matches(ADDRESS)) {
            return Optional.empty();
        }
        String name = address.substring(0, address.indexOf('.'));
        return nodes.find(name).filter(node -> !name.equals(self.name())).map(NodeState::url)
                .filter(url -> !url.isEmpty()).map(url -> URI.create(url + path));
    }

    /**
     * Passes a request on.
     *
     * @param to where to, from {@link #elsewhere}
     * @param unknown makes the answer that there is no such session, if the node cannot be reached
     */
    void pass(HttpServletRequest request, HttpServletResponse response, URI to, Supplier<byte[]> unknown)
            throws IOException {
        int most = settings.limits().message() + 1;
        HttpRequest.Builder copy = copy(request, to);
        String method = request.getMethod();
        RelayedAnswer answer = RelayedAnswer.begin(request, response);
        PostBody.Taker rest = body -> {
            send(copy.method(method, publisher(body)).build(), answer, unknown, true);
            return false;
        };
        // Of a body that is too large only so much that the other node finds it so, and ends the session.
        if (request.getContentLengthLong() >= most) {
            rest.take(new byte[most]);
        } else {
            PostBody.read(request, most, SendServlet.PATIENCE_MILLIS + patience().toMillis(), rest);
        }
    }

    /** How long the other node may take. */
    private Duration patience() {
        return settings.fallback().pollWait().plus(MARGIN);
    }

    private HttpRequest.Builder copy(HttpServletRequest request, URI to) {
        HttpRequest.Builder copy = HttpRequest.newBuilder(to).timeout(patience()).header(HEADER, self.name());
        for (String name : COPIED) {
            Optional.ofNullable(request.getHeader(name)).filter(value -> value.matches(PRINTABLE))
                    .ifPresent(value -> copy.header(name, value));
        }
        return copy;
    }

    private static BodyPublisher publisher(byte[] body) {
        return body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    }

    /** A connection that was kept may have been closed meanwhile: requests have numbers, so it is sent again then. */
    private void send(HttpRequest request, RelayedAnswer answer, Supplier<byte[]> unknown, boolean again) {
        client().sendAsync(request, answer).whenComplete((whole, thrown) -> {
            Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
            if (failure == null) {
                metrics.count("carillon.fallback.relayed", "Requests passed on to other nodes", "outcome", "answered");
                answer.end();
            } else if (answer.begun()) {
                answer.abort();
            } else if (again && failure instanceof IOException && !(failure instanceof ConnectException)
                    && !(failure instanceof HttpTimeoutException)) {
                send(request, answer, unknown, false);
            } else {
                metrics.count("carillon.fallback.relayed", "Requests passed on to other nodes", "outcome", "failed");
                LOG.log(Level.WARNING, "The node at " + request.uri() + " does not answer: its session counts as ended."
                        + " Is carillon.node.url of that node right?", failure);
                answer.refuse(unknown.get());
            }
        });
    }

    /** Made when it is needed: a node that is alone has none. What it keeps ends with it. */
    private HttpClient client() {
        HttpClient made = client.get();
        if (made != null) {
            return made;
        }
        HttpClient fresh = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER).proxy(HttpClient.Builder.NO_PROXY).executor(executor)
                .build();
        return client.compareAndSet(null, fresh) ? fresh : client();
    }
}
