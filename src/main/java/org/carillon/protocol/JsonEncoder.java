package org.carillon.protocol;

import java.util.List;
import java.util.Map;
import org.carillon.Content;
import org.carillon.Identity;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication;

/** Writes what the server says in the JSON dialects: the only place that knows the names of its fields. */
final class JsonEncoder implements ServerMessage.Handler {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(256);

    private JsonEncoder() {}

    /** One message as a frame. */
    static Frame encode(ServerMessage message) {
        JsonEncoder encoder = new JsonEncoder();
        message.to(encoder);
        return Frame.of(encoder.out.toString());
    }

    /** Several frames as one, separated by line feeds. */
    static Frame join(List<Frame> frames) {
        int bytes = frames.size() - 1;
        for (Frame frame : frames) {
            bytes += frame.bytes();
        }
        StringBuilder joined = new StringBuilder(bytes);
        for (Frame frame : frames) {
            if (joined.length() > 0) {
                joined.append('\n');
            }
            joined.append(frame.text());
        }
        return Frame.of(joined.toString(), bytes);
    }

    /** Appends a text as a JSON string. */
    static void quote(StringBuilder out, String text) {
        out.append('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c < ' ') {
                out.append(text, from, i);
                escape(out, c);
                from = i + 1;
            }
        }
        out.append(text, from, text.length()).append('"');
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '"', '\\' -> out.append('\\').append(c);
            default -> out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
    }

    @Override
    public void welcome(ServerMessage.Welcome message) {
        Identity identity = message.identity();
        open("welcome").text("session", message.session()).text("user", identity.user());
        flag("guest", identity.guest());
        out.append(",\"heartbeat\":{\"interval\":").append(message.interval().toMillis())
                .append(",\"timeout\":").append(message.timeout().toMillis()).append('}');
        out.append(",\"limits\":{\"message\":").append(message.message())
                .append(",\"channels\":").append(message.channels()).append('}');
        identity.expires().ifPresent(expires -> number("expires", expires.toEpochMilli()));
        close();
    }

    @Override
    public void authResult(ServerMessage.AuthResult message) {
        open("auth_result").id(message.id()).flag("success", message.success());
        if (message.success()) {
            text("user", message.user()).text("session", message.session());
        } else {
            text("reason", message.reason());
        }
        message.expires().ifPresent(expires -> number("expires", expires.toEpochMilli()));
        close();
    }

    @Override
    public void ping(ServerMessage.Ping message) {
        open("ping").close();
    }

    @Override
    public void pong(ServerMessage.Pong message) {
        if (message.bare()) {
            out.append("pong");
        } else {
            open("pong").id(message.id()).close();
        }
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
        name("messages").append('[');
        for (int i = 0; i < messages.size(); i++) {
            out.append(i == 0 ? "" : ",");
            publication(messages.get(i));
        }
        out.append(']');
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
        out.append(",\"member\":");
        member(message.member());
        close();
    }

    @Override
    public void refusal(ServerMessage.Refusal message) {
        open("error").id(message.id()).text("code", message.code().wireName()).text("message", message.message())
                .flag("retry", message.code().retry()).close();
    }

    private JsonEncoder open(String type) {
        out.append("{\"type\":\"").append(type).append('"');
        return this;
    }

    private void close() {
        out.append('}');
    }

    private JsonEncoder id(String id) {
        if (!id.isEmpty()) {
            out.append(",\"id\":").append(id);
        }
        return this;
    }

    private JsonEncoder text(String name, String value) {
        quote(name(name), value);
        return this;
    }

    private JsonEncoder flag(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    private JsonEncoder number(String name, long value) {
        name(name).append(value);
        return this;
    }

    private StringBuilder name(String name) {
        return out.append(",\"").append(name).append("\":");
    }

    private JsonEncoder position(Position position) {
        return text("epoch", position.epoch()).number("offset", position.offset());
    }

    private JsonEncoder sender(String sender, boolean guest, long time) {
        text("sender", sender);
        if (guest) {
            flag("guest", true);
        }
        return number("time", time);
    }

    private JsonEncoder content(Content content) {
        name("content").append(content.json());
        return content.base64() ? text("encoding", "base64") : this;
    }

    private void members(List<Member> members) {
        name("members").append('[');
        for (int i = 0; i < members.size(); i++) {
            out.append(i == 0 ? "" : ",");
            member(members.get(i));
        }
        out.append(']');
    }

    private void member(Member member) {
        out.append("{\"user\":");
        quote(out, member.user());
        flag("guest", member.guest()).number("since", member.since().toEpochMilli());
        name("info").append('{');
        String separator = "";
        for (Map.Entry<String, String> fact : member.info().entrySet()) {
            quote(out.append(separator), fact.getKey());
            quote(out.append(':'), fact.getValue());
            separator = ",";
        }
        out.append("},\"sessions\":[");
        for (int i = 0; i < member.sessions().size(); i++) {
            quote(out.append(i == 0 ? "" : ","), member.sessions().get(i));
        }
        out.append("]}");
    }
}
