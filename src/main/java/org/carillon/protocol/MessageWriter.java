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

/** Writes what the server says: the only place that knows which fields it has, whatever their encoding. */
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
        JsonSink sink = new JsonSink(message);
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
        open("welcome").text(Name.SESSION, message.session()).text(Name.USER, identity.user())
                .flag(Name.GUEST, identity.guest());
        map(Name.HEARTBEAT).number(Name.INTERVAL, message.interval().toMillis())
                .number(Name.TIMEOUT, message.timeout().toMillis()).close();
        map(Name.LIMITS).number(Name.MESSAGE, message.message()).number(Name.CHANNELS, message.channels()).close();
        time(Name.EXPIRES, identity.expires()).close();
    }

    @Override
    public void authResult(ServerMessage.AuthResult message) {
        open("auth_result").id(message.id()).flag(Name.SUCCESS, message.success());
        if (message.success()) {
            text(Name.USER, message.user()).text(Name.SESSION, message.session());
        } else {
            text(Name.REASON, message.reason());
        }
        time(Name.EXPIRES, message.expires()).close();
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
        open("subscribed").id(message.id()).text(Name.CHANNEL, message.channel()).position(message.position());
        message.recovered().ifPresent(recovered -> flag(Name.RECOVERED, recovered));
        messages(message.messages(), message.more());
        message.members().ifPresent(this::members);
        close();
    }

    @Override
    public void unsubscribed(ServerMessage.Unsubscribed message) {
        open("unsubscribed").id(message.id()).text(Name.CHANNEL, message.channel());
        message.code().ifPresent(code -> word(Name.CODE, code.wireName()));
        close();
    }

    @Override
    public void ack(ServerMessage.Ack message) {
        open("ack").id(message.id()).position(message.position());
        if (message.duplicate()) {
            flag(Name.DUPLICATE, true);
        }
        close();
    }

    @Override
    public void presence(ServerMessage.Presence message) {
        open("presence").id(message.id()).text(Name.CHANNEL, message.channel()).members(message.members());
        close();
    }

    @Override
    public void history(ServerMessage.History message) {
        open("history").id(message.id()).text(Name.CHANNEL, message.channel()).position(message.position());
        messages(message.messages(), message.more());
        if (!message.more()) {
            flag(Name.MORE, false);
        }
        close();
    }

    @Override
    public void result(ServerMessage.Result message) {
        open("result").id(message.id()).content(message.content()).close();
    }

    @Override
    public void chunk(ServerMessage.Chunk message) {
        open("chunk").text(Name.OF, message.of()).number(Name.INDEX, message.index()).flag(Name.LAST, message.last());
        out.name(Name.DATA);
        if (message.data() instanceof Part.Binary part) {
            out.bytes(part.data());
        } else if (message.data() instanceof Part.Text part) {
            out.text(part.text());
        }
        close();
    }

    @Override
    public void chunkAck(ServerMessage.ChunkAck message) {
        open("ack").id(message.id()).text(Name.OF, message.of()).close();
    }

    @Override
    public void dropped(ServerMessage.Dropped message) {
        open("dropped").text(Name.CHANNEL, message.channel()).position(message.position())
                .number(Name.COUNT, message.count()).close();
    }

    @Override
    public void published(ServerMessage.Published message) {
        publication(message.publication());
    }

    private void messages(List<Publication> messages, boolean more) {
        out.name(Name.MESSAGES);
        out.openList(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            publication(messages.get(i));
        }
        out.closeList();
        if (more) {
            flag(Name.MORE, true);
        }
    }

    private void publication(Publication publication) {
        open(publication.kind().wireName()).text(Name.CHANNEL, publication.channel()).position(publication.position())
                .sender(publication.sender(), publication.guest(), publication.time())
                .content(publication.content()).close();
    }

    @Override
    public void notification(ServerMessage.Notification message) {
        open("notification").sender(message.sender(), false, message.time()).content(message.content()).close();
    }

    @Override
    public void memberChange(ServerMessage.MemberChange message) {
        open(message.joined() ? "join" : "leave").text(Name.CHANNEL, message.channel());
        out.name(Name.MEMBER);
        member(message.member());
        close();
    }

    @Override
    public void refusal(ServerMessage.Refusal message) {
        open("error").id(message.id()).word(Name.CODE, message.code().wireName())
                .text(Name.MESSAGE, message.message()).flag(Name.RETRY, message.code().retry());
        if (!message.of().isEmpty()) {
            text(Name.OF, message.of());
        }
        if (!message.retryAfter().isZero()) {
            number(Name.RETRY_AFTER, message.retryAfter().toMillis());
        }
        close();
    }

    private MessageWriter open(String type) {
        out.openMap();
        return word(Name.TYPE, type);
    }

    private MessageWriter map(Name name) {
        out.name(name);
        out.openMap();
        return this;
    }

    private void close() {
        out.closeMap();
    }

    private MessageWriter id(String id) {
        if (!id.isEmpty()) {
            out.name(Name.ID);
            out.json(id);
        }
        return this;
    }

    private MessageWriter word(Name name, String value) {
        out.name(name);
        out.word(value);
        return this;
    }

    private MessageWriter text(Name name, String value) {
        out.name(name);
        out.text(value);
        return this;
    }

    private MessageWriter flag(Name name, boolean value) {
        out.name(name);
        out.flag(value);
        return this;
    }

    private MessageWriter number(Name name, long value) {
        out.name(name);
        out.number(value);
        return this;
    }

    private MessageWriter time(Name name, Optional<Instant> time) {
        return time.isPresent() ? number(name, time.get().toEpochMilli()) : this;
    }

    private MessageWriter position(Position position) {
        return text(Name.EPOCH, position.epoch()).number(Name.OFFSET, position.offset());
    }

    private MessageWriter sender(String sender, boolean guest, long time) {
        text(Name.SENDER, sender);
        if (guest) {
            flag(Name.GUEST, true);
        }
        return number(Name.TIME, time);
    }

    private MessageWriter content(Content content) {
        out.name(Name.CONTENT);
        Optional<byte[]> bytes = content.base64() && out.takesBytes() ? decoded(content.json()) : Optional.empty();
        if (bytes.isPresent()) {
            out.bytes(bytes.get());
            return this;
        }
        out.json(content.json());
        return content.base64() ? word(Name.ENCODING, "base64") : this;
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
        out.name(Name.MEMBERS);
        out.openList(members.size());
        members.forEach(this::member);
        out.closeList();
    }

    private void member(Member member) {
        out.openMap();
        text(Name.USER, member.user()).flag(Name.GUEST, member.guest())
                .number(Name.SINCE, member.since().toEpochMilli());
        out.name(Name.INFO);
        out.openMap(member.info().size());
        for (Map.Entry<String, String> fact : member.info().entrySet()) {
            out.key(fact.getKey());
            out.text(fact.getValue());
        }
        out.closeMap();
        out.name(Name.SESSIONS);
        out.openList(member.sessions().size());
        member.sessions().forEach(out::text);
        out.closeList();
        close();
    }
}
