package org.carillon.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.carillon.Carillon;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.History;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication.Kind;
import org.carillon.RefusedException;
import org.carillon.UserStatus;
import org.carillon.channel.ChannelService;
import org.carillon.channel.HistoryQuery;
import org.carillon.cluster.ControlMessage;
import org.carillon.cluster.Draft;
import org.carillon.cluster.Users;
import org.carillon.inbox.InboxService;
import org.carillon.node.ContentWriter;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Frame;
import org.carillon.session.Control;
import org.carillon.session.Revoker;
import org.carillon.session.Waiting;

/** The portal's bean. It has a proxy, unlike other beans here, so that portal beans that are passivated may hold it. */
@ApplicationScoped
public class DefaultCarillon implements Carillon {
    @Inject
    private Waiting waiting;

    @Inject
    private ChannelService channels;

    @Inject
    private InboxService inboxes;

    @Inject
    private Control control;

    @Inject
    private Revoker revoker;

    @Inject
    private Users users;

    @Inject
    private Settings settings;

    @Inject
    private ContentWriter contents;

    @Inject
    @Own
    private Clock clock;

    /** Made by the container. */
    public DefaultCarillon() {}

    @Override
    public Position publish(String channel, Object content) {
        return publish(channel, Kind.MESSAGE, "", content);
    }

    @Override
    public Position publish(String channel, String slot, Object content) {
        return publish(channel, Kind.MESSAGE, slot, content);
    }

    @Override
    public Position notifyChannel(String channel, Object content) {
        return publish(channel, Kind.NOTIFICATION, "", content);
    }

    private Position publish(String channel, Kind kind, String slot, Object content) {
        Draft draft = new Draft(channel, kind, PORTAL, false, contents.write(content), slot, "");
        return waiting.on(channels.publish(draft)).position();
    }

    @Override
    public History history(String channel, int limit) {
        return history(channel, Optional.empty(), Optional.empty(), limit);
    }

    @Override
    public History historyAfter(String channel, Position after, int limit) {
        return history(channel, Optional.of(after), Optional.empty(), limit);
    }

    @Override
    public History historyBefore(String channel, Position before, int limit) {
        return history(channel, Optional.empty(), Optional.of(before), limit);
    }

    private History history(String channel, Optional<Position> after, Optional<Position> before, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, not " + limit);
        }
        return waiting.on(channels.history(new HistoryQuery(channel, after, before, limit)));
    }

    @Override
    public Position send(String user, Object content) {
        return waiting.on(inboxes.send(user, contents.write(content))).position();
    }

    @Override
    public int notifyUser(String user, Object content) {
        Content written = contents.write(content);
        int limit = settings.limits().message();
        if (Frame.utf8Length(written.json()) > limit) {
            throw new RefusedException(ErrorCode.TOO_LARGE, "the content may have at most " + limit + " bytes");
        }
        return told(user, new ControlMessage.Notify(user, clock.millis(), written));
    }

    @Override
    public List<Member> members(String channel) {
        return waiting.on(channels.members(channel));
    }

    @Override
    public UserStatus status(String user) {
        return waiting.on(users.status(user));
    }

    @Override
    public int disconnect(String user) {
        return told(user, new ControlMessage.Kick(user));
    }

    @Override
    public void endLogin(String login) {
        if (login.isEmpty()) {
            throw new IllegalArgumentException("login must not be empty: an identity without one belongs to none");
        }
        waiting.on(control.send(new ControlMessage.EndLogin(login)));
    }

    @Override
    public void revokeToken(String id, Instant until) {
        if (clock.instant().isBefore(until)) {
            waiting.on(revoker.revokeToken(id, until));
        }
    }

    @Override
    public void revokeTokens(String user, Instant before) {
        if (user.isEmpty()) {
            throw new IllegalArgumentException("user must not be empty");
        }
        waiting.on(revoker.revokeTokens(user, before));
    }

    @Override
    public void revokeTokens(Instant before) {
        waiting.on(revoker.revokeTokens("", before));
    }

    @Override
    public void recheck(String user) {
        waiting.on(control.send(new ControlMessage.Recheck(user)));
    }

    /** How many sessions the user had when the message was sent: asked for before, since it may end them. */
    private int told(String user, ControlMessage message) {
        CompletionStage<UserStatus> status = users.status(user);
        // Also if nobody can say how many they are: those of this node can be told.
        waiting.on(status.handle((known, failure) -> message).thenCompose(control::send));
        return waiting.on(status).sessions();
    }
}
