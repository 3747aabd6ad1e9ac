package org.carillon.it.portal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.carillon.ChannelEvent;
import org.carillon.InboxEvent;
import org.carillon.SessionEvent;

/** Writes down what the portal observes, a line an event; a guest called "trouble" makes it throw. */
@ApplicationScoped
public class Journal {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** What was observed until now. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    void opened(@Observes SessionEvent.Opened event) {
        lines.add("opened " + event.user() + " from " + event.address());
        if (event.user().equals("guest:trouble")) {
            throw new IllegalStateException("an observer of the portal that fails");
        }
    }

    void closed(@Observes SessionEvent.Closed event) {
        lines.add("closed " + event.user() + ' ' + event.code() + ' ' + event.reason());
    }

    void joined(@Observes ChannelEvent.Joined event) {
        lines.add("joined " + event.channel() + ' ' + event.member().user());
    }

    void left(@Observes ChannelEvent.Left event) {
        lines.add("left " + event.channel() + ' ' + event.member().user());
    }

    void published(@Observes ChannelEvent.Published event) {
        lines.add("published " + event.channel() + ' ' + event.publication().content().json());
    }

    void received(@Observes InboxEvent.Received event) {
        lines.add("received " + event.user() + " on " + event.device() + ' ' + event.position().offset());
    }

    void publishedLater(@ObservesAsync ChannelEvent.Published event) {
        lines.add("async published " + event.channel() + ' ' + event.publication().content().json());
    }

    void openedLater(@ObservesAsync SessionEvent.Opened event) {
        lines.add("async opened " + event.user());
    }

    void closedLater(@ObservesAsync SessionEvent.Closed event) {
        lines.add("async closed " + event.user());
    }

    void joinedLater(@ObservesAsync ChannelEvent.Joined event) {
        lines.add("async joined " + event.channel() + ' ' + event.member().user());
    }

    void leftLater(@ObservesAsync ChannelEvent.Left event) {
        lines.add("async left " + event.channel() + ' ' + event.member().user());
    }

    void anything(@Observes SessionEvent event) {
        lines.add("any " + event.getClass().getSimpleName() + ' ' + event.user());
    }
}
