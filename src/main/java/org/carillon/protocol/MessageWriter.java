package org.carillon.protocol;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carillon.Content;
import org.carillon.Identity;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication;

/** Writes what the server says: the only place that knows the names of its fields, whatever their encoding. */
final class MessageWriter implements ServerMessage.Handler {
    private final Sink out;

    private MessageWriter(Sink out) {
        this.out = out;
    }

    /** One message as JSON text. */
    static Frame json(ServerMessage message) {
        if (message instanceof ServerMessage.Pong pong && pong.bare()) {
            return Frame.of("pong");
        }
        JsonSink sink = new JsonSink();
        message.to(new MessageWriter(sink));
        return Frame.of(sink.text());
    }

    /** One message as MessagePack. */
    static Frame messagePack(ServerMessage message) {
        MessagePackSink sink = new MessagePackSink();
        message.to(new MessageWriter(sink));
        return Frame.of(sink.bytes());
    }

    @Override
    public void welcome(ServerMessage.Welcome message) {
        Identity identity = message.identity();
        open("welcome").text("session", message.session()).text("user", identity.user())
                .flag("guest", identity.guest());
        map("heartbeat").number("interval", message.interval().toMillis())
                .number("timeout", message.timeout().toMillis()).close();
        map("limits").number("message", message.message()).number("channels", message.channels()).close();
        time("expires", identity.expires()).close();
    }

    @Override
    public void authResult(ServerMessage.AuthResult message) {
        open("auth_result").id(message.id()).flag("success", message.success());
        if (message.success()) {
            text("user", message.user()).text("session", message.session());
        } else {
            text("reason", message.reason());
        }
        time("expires", message.expires()).close();
    }

    @Override
    public void ping(ServerMessage.Ping message) {
        open("ping").close();
    }

    @Override
    public void pong(ServerMessage.Pong message) {
        open("pong").id(message.id()).close();
    }

    @Override
    public void subscribed(ServerMessage.Subscribed message) {
        open("subscribed").id(message.id()).text("channel", message.channel()).position(message.position());
        message.recovered().ifPresent(recovered -> flag("recovered", recovered));
        messages(message.messages(), message.more());
        message.members().ifPresent(this::members);
        close();
    }

    @Override
    public void unsubscribed(ServerMessage.Unsubscribed message) {
        open("unsubscribed").id(message.id()).text("channel", message.channel());
        message.code().ifPresent(code -> text("code", code.wireName()));
        close();
    }

    @Override
    public void ack(ServerMessage.Ack message) {
        open("ack").id(message.id()).position(message.position());
        if (message.duplicate()) {
            flag("duplicate", true);
        }
        close();
    }

    @Override
    public void presence(ServerMessage.Presence message) {
        open("presence").id(message.id()).text("channel", message.channel()).members(message.members());
        close();
    }

    @Override
    public void history(ServerMessage.History message) {
        open("history").id(message.id()).text("channel", message.channel()).position(message.position());
        messages(message.messages(), message.more());
        if (!message.more()) {
            flag("more", false);
        }
        close();
    }

    @Override
    public void result(ServerMessage.Result message) {
        open("result").id(message.id()).content(message.content()).close();
    }

    @Override
    public void chunk(ServerMessage.Chunk message) {
        open("chunk").text("of", message.of()).number("index", message.index()).flag("last", message.last());
        out.name("data");
        if (message.data() instanceof Part.Binary part) {
            out.bytes(part.data());
        } else if (message.data() instanceof Part.Text part) {
            out.text(part.text());
        }
        close();
    }

    @Override
    public void chunkAck(ServerMessage.ChunkAck message) {
        open("ack").id(message.id()).text("of", message.of()).close();
    }

    @Override
    public void dropped(ServerMessage.Dropped message) {
        open("dropped").text("channel", message.channel()).position(message.position())
                .number("count", message.count()).close();
    }

    @Override
    public void published(ServerMessage.Published message) {
        publication(message.publication());
    }

    private void messages(List<Publication> messages, boolean more) {
        out.name("messages");
        out.openList(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            publication(messages.get(i));
        }
        out.closeList();
        if (more) {
            flag("more", true);
        }
    }

    private void publication(Publication publication) {
        open(publication.kind().wireName()).text("channel", publication.channel()).position(publication.position())
                .sender(publication.sender(), publication.guest(), publication.time())
                .content(publication.content()).close();
    }

    @Override
    public void notification(ServerMessage.Notification message) {
        open("notification").sender(message.sender(), false, message.time()).content(message.content()).close();
    }

    @Override
    public void memberChange(ServerMessage.MemberChange message) {
        open(message.joined() ? "join" : "leave").text("channel", message.channel());
        out.name("member");
        member(message.member());
        close();
    }

    @Override
    public void refusal(ServerMessage.Refusal message) {
        open("error").id(message.id()).text("code", message.code().wireName()).text("message", message.message())
                .flag("retry", message.code().retry());
        if (!message.of().isEmpty()) {
            text("of", message.of());
        }
        close();
    }

    private MessageWriter open(String type) {
        out.openMap();
        return text("type", type);
    }

    private MessageWriter map(String name) {
        out.name(name);
        out.openMap();
        return this;
    }

    private void close() {
        out.closeMap();
    }

    private MessageWriter id(String id) {
        if (!id.isEmpty()) {
            out.name("id");
            out.json(id);
        }
        return this;
    }

    private MessageWriter text(String name, String value) {
        out.name(name);
        out.text(value);
        return this;
    }

    private MessageWriter flag(String name, boolean value) {
        out.name(name);
        out.flag(value);
        return this;
    }

    private MessageWriter number(String name, long value) {
        out.name(name);
        out.number(value);
        return this;
    }

    private MessageWriter time(String name, Optional<Instant> time) {
        return time.isPresent() ? number(name, time.get().toEpochMilli()) : this;
    }

    private MessageWriter position(Position position) {
        return text("epoch", position.epoch()).number("offset", position.offset());
    }

    private MessageWriter sender(String sender, boolean guest, long time) {
        text("sender", sender);
        if (guest) {
            flag("guest", true);
        }
        return number("time", time);
    }

    private MessageWriter content(Content content) {
        out.name("content");
        Optional<byte[]> bytes = content.base64() && out.takesBytes() ? decoded(content.json()) : Optional.empty();
        if (bytes.isPresent()) {
            out.bytes(bytes.get());
            return this;
        }
        out.json(content.json());
        return content.base64() ? text("encoding", "base64") : this;
    }

    /** The bytes of a JSON string in base64; empty if a portal passed off something else as such. */
    private static Optional<byte[]> decoded(String json) {
        try {
            return json.length() < 2 ? Optional.empty()
                    : Optional.of(Base64.getDecoder().decode(json.substring(1, json.length() - 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void members(List<Member> members) {
        out.name("members");
        out.openList(members.size());
        members.forEach(this::member);
        out.closeList();
    }

    private void member(Member member) {
        out.openMap();
        text("user", member.user()).flag("guest", member.guest()).number("since", member.since().toEpochMilli());
        out.name("info");
        out.openMap(member.info().size());
        for (Map.Entry<String, String> fact : member.info().entrySet()) {
            out.key(fact.getKey());
            out.text(fact.getValue());
        }
        out.closeMap();
        out.name("sessions");
        out.openList(member.sessions().size());
        member.sessions().forEach(out::text);
        out.closeList();
        close();
    }
}
