package org.carillon.channel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carillon.session.EventLoop;
import org.jspecify.annotations.Nullable;

/** The subscribers of a channel at a moment. */
final class Audience {
    private final Subscription[] all;
    private volatile @Nullable List<Part> parts;

    /**
     * Those whose sockets belong to the same event loop.
     *
     * @param loop the loop; empty if their sockets belong to none
     * @param subscribers they, in no order
     */
    record Part(Optional<EventLoop> loop, Subscription[] subscribers) {}

    /** These subscribers, whom nobody may change. */
    Audience(Subscription[] all) {
        this.all = all;
    }

    /** Everybody. */
    Subscription[] all() {
        return all;
    }

    /** Everybody, by event loops. */
    List<Part> parts() {
        List<Part> known = parts;
        if (known == null) {
            known = byLoop();
            parts = known;
        }
        return known;
    }

    private List<Part> byLoop() {
        Map<Optional<EventLoop>, List<Subscription>> loops = new LinkedHashMap<>();
        for (Subscription each : all) {
            loops.computeIfAbsent(each.session().loop(), loop -> new ArrayList<>()).add(each);
        }
        return loops.entrySet().stream()
                .map(loop -> new Part(loop.getKey(), loop.getValue().toArray(Subscription[]::new))).toList();
    }
}
