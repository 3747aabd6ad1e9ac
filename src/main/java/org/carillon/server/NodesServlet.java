package org.carillon.server;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.cluster.ControlMessage;
import org.carillon.cluster.NodeState;
import org.carillon.cluster.Nodes;
import org.carillon.node.ThisNode;
import org.carillon.session.Control;
import org.carillon.session.Waiting;

/**
 * {@code GET /api/nodes} lists the living nodes with their load. {@code POST /api/nodes/NAME/drain} with an empty
 * object lets one close its sessions and take no new ones, {@code DELETE} of the same lets it take sessions again.
 */
@WebServlet(name = "carillon-nodes", urlPatterns = {"/api/nodes", "/api/nodes/*"})
public class NodesServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;
    private static final String DRAIN = "/drain";

    @Inject
    private transient Waiting waiting;

    @Inject
    private transient ApiAccess access;

    @Inject
    private transient Nodes nodes;

    @Inject
    private transient Control control;

    @Inject
    private transient ThisNode self;

    /** Made by the container. */
    public NodesServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        respond(request, response);
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        respond(request, response);
    }

    @Override
    Object answer(HttpServletRequest request) throws IOException {
        access.check(request);
        if (request.getMethod().equals("GET")) {
            return new Listing(self.name(), waiting.on(nodes.list()).stream().map(Listed::of).toList());
        }
        boolean drain = request.getMethod().equals("POST");
        if (drain) {
            body(request);
        }
        NodeState node = named(request.getPathInfo() == null ? "" : request.getPathInfo());
        access.noteAct(request, drain ? "drain" : "lift", node.name());
        waiting.on(control.send(drain
                ? new ControlMessage.Drain(node.name()) : new ControlMessage.Lift(node.name())));
        return new Told(node.name(), word(drain ? NodeState.Phase.DRAINING : NodeState.Phase.UP));
    }

    private NodeState named(String path) {
        if (!path.endsWith(DRAIN) || path.length() <= DRAIN.length() + 1) {
            throw new RefusedException(ErrorCode.MALFORMED, "the path must be api/nodes/NAME/drain");
        }
        String name = path.substring(1, path.length() - DRAIN.length());
        List<NodeState> living = waiting.on(nodes.list());
        return living.stream().filter(node -> node.name().equals(name)).findFirst()
                .orElseThrow(() -> new RefusedException(ErrorCode.MALFORMED, "no living node has this name, but "
                        + String.join(", ", living.stream().map(NodeState::name).toList())));
    }

    private static String word(NodeState.Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The living nodes.
     *
     * @param self the name of the one that answers
     * @param nodes all of them, by their names
     */
    public record Listing(String self, List<Listed> nodes) {}

    /**
     * A living node.
     *
     * @param since when it started, in epoch milliseconds
     * @param state {@code up} or {@code draining}
     */
    public record Listed(String name, String url, int sessions, int channels, long since, String state) {

        static Listed of(NodeState node) {
            return new Listed(node.name(), node.url(), node.sessions(), node.channels(),
                    node.since().toEpochMilli(), word(node.phase()));
        }
    }

    /**
     * A node that was told what to do.
     *
     * @param node its name
     * @param state what it will be in a moment
     */
    public record Told(String node, String state) {}
}
