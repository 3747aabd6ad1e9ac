package org.carillon.session;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.carillon.Carillon;
import org.carillon.audit.Audit;
import org.carillon.audit.AuditEvent;
import org.carillon.cluster.ControlBus;
import org.carillon.cluster.ControlMessage;
import org.carillon.node.Component;
import org.carillon.node.Metrics;
import org.carillon.node.Own;
import org.carillon.node.ThisNode;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.ServerMessage;

/** Tells all nodes what is to be done with sessions, and does here what any of them says. */
@Component
public class Control implements ControlBus.Listener {
    private static final Logger LOG = System.getLogger(Control.class.getName());

    private final ControlBus bus;
    private final SessionRegistry sessions;
    private final Drain drain;
    private final ThisNode self;
    private final Executor executor;
    private final Metrics metrics;
    private final Rechecks rechecks;
    private final Audit audit;
    private final Endings endings;

    /** Listens from now on. */
    @Inject
    public Control(
            ControlBus bus, SessionRegistry sessions, Drain drain, ThisNode self, @Own Executor executor,
            Metrics metrics, Rechecks rechecks, Endings endings, Audit audit) {
        this.bus = bus;
        this.sessions = sessions;
        this.drain = drain;
        this.self = self;
        this.executor = executor;
        this.metrics = metrics;
        this.rechecks = rechecks;
        this.audit = audit;
        this.endings = endings;
        bus.listen(this);
    }

    /** Tells all nodes; as {@link ControlBus#send}. */
    public CompletionStage<ControlMessage> send(ControlMessage message) {
        return bus.send(message);
    }

    @Override
    public void heard(ControlMessage message) {
        metrics.count("carillon.control.messages", "What nodes told each other", "type",
                message.getClass().getSimpleName());
        if (message instanceof ControlMessage.Kick kick) {
            kick(kick.user());
        } else if (message instanceof ControlMessage.EndLogin end) {
            endLogin(end.login());
        } else if (message instanceof ControlMessage.Logout logout) {
            endings.loggedOut(logout.httpSession());
            sessions.forEach(session -> endings.of(session).ifPresent(session::close));
        } else if (message instanceof ControlMessage.Recheck recheck) {
            // Elsewhere, since the portal's rules may wait for what other nodes say.
            sessions.of(recheck.user()).forEach(session -> executor.execute(() -> rechecks.recheck(session)));
        } else if (message instanceof ControlMessage.Notify notify) {
            ServerMessage said = new ServerMessage.Notification(Carillon.PORTAL, notify.time(), notify.content());
            sessions.of(notify.user()).forEach(session -> session.tell(said));
        } else if (message instanceof ControlMessage.Drain order && order.node().equals(self.name())) {
            LOG.log(Level.INFO, "This node, {0}, is told to drain", self.name());
            drain.begin(executor);
        } else if (message instanceof ControlMessage.Lift order && order.node().equals(self.name())) {
            LOG.log(Level.INFO, "This node, {0}, is told to take sessions again", self.name());
            drain.lift();
        }
    }

    private void kick(String user) {
        List<ClientSession> ended = sessions.of(user);
        ended.forEach(session -> session.close(Disconnect.KICKED));
        if (!ended.isEmpty()) {
            audit.note(new AuditEvent.Kicked("user", user, ended.size()));
        }
    }

    private void endLogin(String login) {
        AtomicInteger ended = new AtomicInteger();
        sessions.forEach(session -> {
            if (session.identity().filter(identity -> identity.login().equals(login)).isPresent()) {
                session.close(Disconnect.KICKED);
                ended.incrementAndGet();
            }
        });
        if (ended.get() > 0) {
            audit.note(new AuditEvent.Kicked("login", "", ended.get()));
        }
    }
}
