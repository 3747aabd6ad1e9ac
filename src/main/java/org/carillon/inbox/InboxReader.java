package org.carillon.inbox;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.channel.Pages;
import org.carillon.cluster.Slice;
import org.carillon.node.InboxSettings;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.carillon.session.Feed;

/** One session that reads its user's inbox: tells it what its device has missed, as single messages. */
final class InboxReader implements Pages {
    private static final Logger LOG = System.getLogger(InboxReader.class.getName());

    private final ClientSession session;
    private final String user;
    private final String device;
    private final Feed feed = new Feed();
    /** Whether the first gap is none: a device that comes for the first time has missed nothing. */
    private boolean fresh;
    private volatile Position told = new Position("", 0);
    private volatile boolean live;

    InboxReader(ClientSession session, String user, String device) {
        this.session = session;
        this.user = user;
        this.device = device;
    }

    String user() {
        return user;
    }

    String device() {
        return device;
    }

    String channel() {
        return InboxSettings.channel(user);
    }

    Feed feed() {
        return feed;
    }

    /** Where it begins: at its device's cursor, or at the beginning of a stream. */
    Position begin(Optional<Position> cursor, String epoch) {
        fresh = cursor.isEmpty();
        told = cursor.orElse(new Position(epoch, 0));
        return told;
    }

    /** How far the session was told what it missed. */
    Position told() {
        return told;
    }

    /** Whether what comes is offered to the session at once. */
    boolean live() {
        return live;
    }

    @Override
    public List<ServerMessage> page(List<Publication> publications, Position reached, boolean last) {
        List<ServerMessage> messages = new ArrayList<>(publications.size());
        publications.forEach(publication -> messages.add(new ServerMessage.Published(publication)));
        reached(reached, last);
        return messages;
    }

    @Override
    public List<ServerMessage> skipped(Position reached, long count, boolean last) {
        boolean none = fresh;
        reached(reached, last);
        return none ? List.of() : List.of(new ServerMessage.Dropped(channel(), reached, count));
    }

    private void reached(Position reached, boolean last) {
        fresh = false;
        told = reached;
        live = last;
    }

    @Override
    public List<ServerMessage> lost(Slice log) {
        broken(ErrorCode.UNRECOVERABLE);
        return List.of();
    }

    /** Something of the stream was lost: the client returns, and gets it from the log if that still holds it. */
    void broken() {
        session.close(Disconnect.UNAVAILABLE);
    }

    @Override
    public void broken(ErrorCode code) {
        LOG.log(Level.WARNING, "The inbox of session {0} could not be read, so the session is closed", session.id());
        session.close(Disconnect.INTERNAL);
    }
}
