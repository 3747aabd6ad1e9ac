package org.carillon.demo;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.carillon.Call;
import org.carillon.Carillon;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * A board of notes that several people edit at once. Each change is published to the channel {@code board}; its log
 * always holds one with all notes, so that a server that starts again finds the board as it was left.
 */
@ApplicationScoped
public class Board {
    static final String CHANNEL = "board";
    /** After how many changes all notes are told: less than half of what the channel's log keeps. */
    static final int WHOLE = 200;

    private static final Logger LOG = System.getLogger(Board.class.getName());

    @Inject
    Carillon carillon;

    @Inject
    DemoSwitch demo;

    private final Notes notes = new Notes();
    private final AtomicInteger changes = new AtomicInteger();
    private final Pace pace = new Pace(60, Duration.ofSeconds(6), Clock.systemUTC());

    /** Made by the container. */
    public Board() {}

    @PostConstruct
    void restore() {
        if (demo.on()) {
            try {
                notes.replay(BoardLog.read(carillon));
            } catch (RefusedException e) {
                if (e.code() != ErrorCode.NO_SUCH_CHANNEL) {
                    throw e; // the next call tries again
                }
                LOG.log(Level.INFO, "The demo''s board cannot be shared: {0}", e.getMessage());
            }
        }
    }

    /** All notes. */
    @Call(value = "board.load", guests = true)
    public JsonObject load() {
        demo.admit("board.load");
        return notes.all();
    }

    /** Adds or changes a note; the change that it was, as others get it. */
    @Call(value = "board.put", guests = true)
    public JsonObject put(JsonObject wanted, Identity caller) {
        demo.admit("board.put");
        pace.count(caller.user());
        return told(notes.put(wanted, caller.user()));
    }

    /** Removes the note of an id; the change that it was, if it was there. */
    @Call(value = "board.remove", guests = true)
    public JsonObject remove(@Nullable String id, Identity caller) {
        demo.admit("board.remove");
        pace.count(caller.user());
        Optional<JsonObject> change = notes.remove(id == null ? "" : id);
        return change.isPresent() ? told(change.get()) : Json.createObjectBuilder().build();
    }

    private JsonObject told(JsonObject change) {
        carillon.publish(CHANNEL, change);
        if (changes.incrementAndGet() % WHOLE == 0) {
            carillon.publish(CHANNEL, notes.all());
        }
        return change;
    }
}
