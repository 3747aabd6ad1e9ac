package org.carillon.channel;

import java.util.List;
import org.carillon.protocol.Format;
import org.carillon.protocol.Frame;
import org.carillon.session.ClientSession;
import org.carillon.session.Feed;

/**
 * A session in a channel.
 *
 * @param session the session
 * @param feed the channel's stream into its queue
 * @param watching whether it is told who comes and goes
 * @param breaking what is done when it must begin anew
 */
record Subscription(ClientSession session, Feed feed, boolean watching, Breaking breaking) {

    /** Lets a session begin anew, since something of the stream was lost; what it has been told stays true. */
    interface Breaking {
        void broken(Subscription subscription, String channel);
    }

    void broken(String channel) {
        breaking.broken(this, channel);
    }

    Format format() {
        return session.format();
    }

    void offer(List<Frame> frames) {
        session.queue().offer(feed, frames);
    }

    void offer(Frame frame, String slot) {
        session.queue().offer(feed, frame, slot);
    }
}
