package org.carillon.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
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
import org.carillon.cluster.Draft;
import org.carillon.inbox.InboxService;
import org.carillon.node.ContentWriter;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.Frame;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.carillon.session.SessionRegistry;

/** The portal's bean. It has a proxy, unlike other beans here, so that portal beans that are passivated may hold it. */
@ApplicationScoped
public class DefaultCarillon implements Carillon {
    @Inject
    private ChannelService channels;

    @Inject
    private InboxService inboxes;

    @Inject
    private SessionRegistry sessions;

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
        return await(channels.publish(draft)).position();
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
        return await(channels.history(new HistoryQuery(channel, after, before, limit)));
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RefusedException refusal ? refusal : e;
        }
    }

    @Override
    public Position send(String user, Object content) {
        return await(inboxes.send(user, contents.write(content))).position();
    }

    @Override
    public int notifyUser(String user, Object content) {
        Content written = contents.write(content);
        int limit = settings.limits().message();
        if (Frame.utf8Length(written.json()) > limit) {
            throw new RefusedException(ErrorCode.TOO_LARGE, "the content may have at most " + limit + " bytes");
        }
        List<ClientSession> open = sessions.of(user);
        ServerMessage message = new ServerMessage.Notification(PORTAL, clock.millis(), written);
        open.forEach(session -> session.tell(message));
        return open.size();
    }

    @Override
    public List<Member> members(String channel) {
        return await(channels.members(channel));
    }

    @Override
    public UserStatus status(String user) {
        return sessions.status(user);
    }

    @Override
    public int disconnect(String user) {
        List<ClientSession> open = sessions.of(user);
        open.forEach(session -> session.close(Disconnect.KICKED));
        return open.size();
    }
}
