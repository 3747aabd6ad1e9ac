package org.carillon.demo;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import org.carillon.Call;
import org.carillon.Carillon;
import org.carillon.Identity;

/** What visitors of the demo may ask of the portal besides the board: to notify one another, and to be thrown out. */
@ApplicationScoped
public class DemoCalls {
    private static final int TEXT_LIMIT = 280;
    private static final int USER_LIMIT = 255;

    @Inject
    Carillon carillon;

    @Inject
    DemoSwitch demo;

    private final Pace pace = new Pace(6, Duration.ofSeconds(30), Clock.systemUTC());

    /** Made by the container. */
    public DemoCalls() {}

    /** Notifies {@code to} of {@code text}, on all devices; on how many that was: 0 if the user is not here. */
    @Call(value = "demo.notify", guests = true)
    public JsonObject ring(JsonObject wanted, Identity caller) {
        demo.admit("demo.notify");
        String to = Fields.text(wanted, "to", USER_LIMIT);
        String text = Fields.text(wanted, "text", TEXT_LIMIT).strip();
        pace.count(caller.user());
        JsonObject notification = Json.createObjectBuilder().add("from", caller.user()).add("text", text).build();
        return sessions(carillon.notifyUser(to, notification));
    }

    /** Ends the caller's own sessions, this one included: the answer may not arrive. */
    @Call(value = "demo.kill", guests = true)
    public JsonObject kill(Identity caller) {
        demo.admit("demo.kill");
        return sessions(carillon.disconnect(caller.user()));
    }

    private static JsonObject sessions(int count) {
        return Json.createObjectBuilder().add("sessions", count).build();
    }
}
