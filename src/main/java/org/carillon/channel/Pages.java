package org.carillon.channel;

import java.util.List;
import org.carillon.ErrorCode;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.cluster.Slice;
import org.carillon.protocol.ServerMessage;

/** How a session is told what it missed of a stream, page by page. Called by one thread at a time. */
public interface Pages {

    /**
     * The messages of a page.
     *
     * @param publications what comes next, in order
     * @param reached where the session is then
     * @param last whether what follows comes live
     */
    List<ServerMessage> page(List<Publication> publications, Position reached, boolean last);

    /** The messages that say that nothing can be recovered; what follows comes live. */
    List<ServerMessage> lost(Slice log);

    /**
     * The messages that say that the log has dropped what came next; only for sessions that want the rest all the same.
     *
     * @param reached where the session is then: the last that was dropped
     * @param count how many were dropped; 0 if nobody knows, since the stream has begun anew
     * @param last whether what follows comes live
     */
    List<ServerMessage> skipped(Position reached, long count, boolean last);

    /** What was missed can no longer be read though it has begun: the session must begin anew, for this reason. */
    void broken(ErrorCode code);
}
