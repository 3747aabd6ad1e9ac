package org.carillon.cluster.redis;

import io.lettuce.core.SetArgs;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.carillon.Identity;
import org.carillon.cluster.Ticket;
import org.carillon.cluster.TicketStore;

/** Each ticket by a name of its own, which Redis forgets when the ticket is over. How many there are is not limited. */
final class RedisTicketStore implements TicketStore {
    private final RedisCommands commands;
    private final RedisKeys keys;
    private final Clock clock;
    private final JsonBytes json = new JsonBytes();

    RedisTicketStore(RedisCommands commands, RedisKeys keys, Clock clock) {
        this.commands = commands;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Boolean> put(String hash, Ticket ticket, Duration life) {
        byte[] bytes = encode(ticket, clock.instant().plus(life));
        return commands.run(keys.ticket(hash), (redis, key) -> redis.set(key, bytes, SetArgs.Builder.px(life)))
                .thenApply(Optional::isPresent);
    }

    @Override
    public CompletionStage<Optional<Ticket>> take(String hash) {
        return commands.run(keys.ticket(hash), (redis, key) -> redis.getdel(key))
                .thenApply(ticket -> ticket.flatMap(this::decode));
    }

    private byte[] encode(Ticket ticket, Instant end) {
        Identity identity = ticket.identity();
        JsonObjectBuilder info = json.object();
        identity.info().forEach(info::add);
        JsonObjectBuilder roles = json.object();
        identity.roles().forEach(role -> roles.add(role, true));
        JsonObjectBuilder fields = json.object().add("user", identity.user()).add("login", identity.login())
                .add("info", info).add("end", end.toString()).add("roles", roles);
        identity.expires().ifPresent(expires -> fields.add("expires", expires.toString()));
        identity.token().ifPresent(token -> fields.add("token", token.id()));
        identity.token().flatMap(Identity.Token::issued).ifPresent(time -> fields.add("issued", time.toString()));
        ticket.origin().ifPresent(origin -> fields.add("origin", origin));
        return json.write(fields);
    }

    private Optional<Ticket> decode(byte[] ticket) {
        JsonObject fields = json.read(ticket);
        if (!clock.instant().isBefore(Instant.parse(fields.getString("end")))) {
            return Optional.empty();
        }
        Map<String, String> info = fields.getJsonObject("info").entrySet().stream().collect(
                Collectors.toMap(Map.Entry::getKey, entry -> ((JsonString) entry.getValue()).getString()));
        Set<String> roles = fields.containsKey("roles") ? fields.getJsonObject("roles").keySet() : Set.of();
        Optional<Identity.Token> token = text(fields, "token")
                .map(id -> new Identity.Token(id, text(fields, "issued").map(Instant::parse)));
        Identity identity = new Identity(fields.getString("user"), text(fields, "expires").map(Instant::parse), info,
                fields.getString("login"), roles, token);
        return Optional.of(new Ticket(identity, text(fields, "origin")));
    }

    private static Optional<String> text(JsonObject fields, String name) {
        return fields.containsKey(name) ? Optional.of(fields.getString(name)) : Optional.empty();
    }
}
