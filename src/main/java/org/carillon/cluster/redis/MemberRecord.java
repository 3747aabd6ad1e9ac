package org.carillon.cluster.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.carillon.Member;
import org.carillon.cluster.MemberChange;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/**
 * How a member is written in Redis, in MessagePack: an array of its facts, which no script looks into, and then for
 * each session its id and the life of the node that holds it. The facts are an array of user, guest, since (seconds
 * and nanoseconds) and info.
 */
final class MemberRecord {
    private MemberRecord() {}

    /** The facts of a member, without its sessions. */
    static byte[] facts(Member member) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            out.packArrayHeader(5);
            out.packString(member.user());
            out.packBoolean(member.guest());
            out.packLong(member.since().getEpochSecond());
            out.packInt(member.since().getNano());
            out.packMapHeader(member.info().size());
            for (Map.Entry<String, String> fact : member.info().entrySet()) {
                out.packString(fact.getKey());
                out.packString(fact.getValue());
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a record.
     *
     * @throws UncheckedIOException if it is none; a prefix that another application uses too may be the cause
     */
    static Member read(byte[] record) {
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(record)) {
            int parts = in.unpackArrayHeader();
            byte[] facts = in.readPayload(in.unpackRawStringHeader());
            List<String> sessions = new ArrayList<>(parts / 2);
            for (int i = 1; i < parts; i += 2) {
                sessions.add(in.unpackString());
                in.unpackString();
            }
            return member(facts, sessions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads what followers of a channel are told: a plus or a minus, the number of the change, a blank, and the record
     * of the member that came or left.
     *
     * @return the change; empty if it tells something else
     */
    static Optional<MemberChange> change(String channel, byte[] news) {
        return isChange(news)
                ? Optional.of(new MemberChange(
                        channel, news[0] == '+', read(Arrays.copyOfRange(news, blank(news) + 1, news.length))))
                : Optional.empty();
    }

    /** Whether what followers are told is a change. */
    static boolean isChange(byte[] news) {
        return news.length > 0 && (news[0] == '+' || news[0] == '-');
    }

    /** The number of a change. */
    static long number(byte[] news) {
        return Long.parseLong(new String(news, 1, blank(news) - 1, StandardCharsets.US_ASCII));
    }

    private static int blank(byte[] news) {
        int at = 1;
        while (at < news.length && news[at] != ' ') {
            at++;
        }
        return at;
    }

    private static Member member(byte[] facts, List<String> sessions) throws IOException {
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(facts)) {
            in.unpackArrayHeader();
            String user = in.unpackString();
            boolean guest = in.unpackBoolean();
            Instant since = Instant.ofEpochSecond(in.unpackLong(), in.unpackInt());
            int size = in.unpackMapHeader();
            Map<String, String> info = new HashMap<>();
            for (int i = 0; i < size; i++) {
                info.put(in.unpackString(), in.unpackString());
            }
            return new Member(user, guest, since, info, sessions);
        }
    }
}
