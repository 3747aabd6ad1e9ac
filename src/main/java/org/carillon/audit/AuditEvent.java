package org.carillon.audit;

import java.util.function.Supplier;

/**
 * What the audit log tells: the one table of its kinds. Users, addresses and origins may be what a client has chosen; a
 * token, ticket, key or content is never part of an event. Empty texts are left out of the line.
 */
public sealed interface AuditEvent {
    /** The most lines of one kind and reason in a second where only those who are known can cause them. */
    int OFTEN = 1000;
    /** The same where anybody can. */
    int SELDOM = 10;

    /** The kind's name in the log. */
    String kind();

    /** Why, or how: one of a few words of the server's own. */
    String reason();

    /** How many lines of this kind and reason are written in a second. */
    int perSecond();

    /** Writes the rest of the line. */
    void write(AuditLine line);

    /**
     * A session has signed in, or came as a guest.
     *
     * @param session its id
     * @param address where it comes from
     */
    record SignedIn(Way way, String user, String session, String address) implements AuditEvent {
        @Override
        public String kind() {
            return "sign_in";
        }

        @Override
        public String reason() {
            return way.word();
        }

        @Override
        public int perSecond() {
            return OFTEN;
        }

        @Override
        public void write(AuditLine line) {
            line.put("how", reason()).put("user", user).put("session", session).put("address", address);
        }
    }

    /**
     * A session that had signed in has ended.
     *
     * @param reason the word of the close; {@code client} if the server did not close it
     */
    record Ended(String reason, String user, String session, String address) implements AuditEvent {
        @Override
        public String kind() {
            return "sign_out";
        }

        @Override
        public int perSecond() {
            return OFTEN;
        }

        @Override
        public void write(AuditLine line) {
            line.put("reason", reason).put("user", user).put("session", session).put("address", address);
        }
    }

    /**
     * A request, or a session that had not signed in, was refused.
     *
     * @param reason as in the metrics of handshakes, or the word of the close; {@code api} for the REST API
     * @param origin the page's origin as the browser tells it; empty for none
     * @param session its id; empty for a request
     */
    record Refused(String reason, String address, String origin, String session) implements AuditEvent {
        @Override
        public String kind() {
            return "refused";
        }

        @Override
        public int perSecond() {
            return SELDOM;
        }

        @Override
        public void write(AuditLine line) {
            line.put("reason", reason).put("address", address).put("origin", origin).put("session", session);
        }
    }

    /**
     * Sessions of this node are ended because the portal or an operator said so, here or on another node.
     *
     * @param reason {@code user} or {@code login}: whose sessions
     * @param user whose sessions; empty if they are those of a login, which may be a secret
     * @param sessions how many
     */
    record Kicked(String reason, String user, int sessions) implements AuditEvent {
        @Override
        public String kind() {
            return "kick";
        }

        @Override
        public int perSecond() {
            return OFTEN;
        }

        @Override
        public void write(AuditLine line) {
            line.put("reason", reason).put("user", user).put("sessions", sessions);
        }
    }

    /**
     * An operator has done something by the REST API.
     *
     * @param act {@code disconnect}, {@code end_login}, {@code revoke_token}, {@code revoke_tokens}, {@code drain} or
     *     {@code lift}
     * @param by {@code key} for whoever has the API key, or {@code user:NAME}
     * @param address where the request came from
     * @param target to what it was done; empty if that may be a secret
     */
    record Act(String act, String by, String address, String target) implements AuditEvent {
        @Override
        public String kind() {
            return "admin";
        }

        @Override
        public String reason() {
            return act;
        }

        @Override
        public int perSecond() {
            return OFTEN;
        }

        @Override
        public void write(AuditLine line) {
            line.put("act", act).put("by", by).put("address", address).put("target", target);
        }
    }

    /**
     * A limit has refused something.
     *
     * @param limit its name among metrics
     * @param whom says who or what was refused, if the line is written
     */
    record OverLimit(String limit, Supplier<String> whom) implements AuditEvent {
        @Override
        public String kind() {
            return "limit";
        }

        @Override
        public String reason() {
            return limit;
        }

        @Override
        public int perSecond() {
            return SELDOM;
        }

        @Override
        public void write(AuditLine line) {
            line.put("limit", limit).put("whom", whom.get());
        }
    }
}
