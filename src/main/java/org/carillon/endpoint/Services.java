package org.carillon.endpoint;

import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import org.carillon.Identity;
import org.carillon.audit.Audit;
import org.carillon.audit.AuditEvent;
import org.carillon.audit.Way;
import org.carillon.call.CallService;
import org.carillon.channel.ChannelService;
import org.carillon.inbox.InboxService;
import org.carillon.limit.Limit;
import org.carillon.limit.QuietLine;
import org.carillon.limit.Refusals;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.Settings;
import org.carillon.protocol.Disconnect;
import org.carillon.protocol.ServerMessage;
import org.carillon.session.ClientSession;
import org.carillon.session.LargeFrames;
import org.carillon.session.SessionRegistry;

/** What the commands of a session are carried out with. */
@Component
public class Services {
    private static final int ID_BYTES = 16;

    private final Settings settings;
    private final SessionRegistry sessions;
    private final ChannelService channels;
    private final InboxService inboxes;
    private final CallService calls;
    private final BearerTokens tokens;
    private final Transports transports;
    private final TransferMemory transferMemory;
    private final LargeFrames largeFrames;
    private final Refusals refusals;
    private final Audit audit;
    private final Clock clock;
    private final QuietLine failures;
    private final SecureRandom random = new SecureRandom();

    @Inject
    Services(
            Settings settings, SessionRegistry sessions, ChannelService channels, InboxService inboxes,
            CallService calls, BearerTokens tokens, Transports transports, TransferMemory transferMemory,
            LargeFrames largeFrames, Refusals refusals, Audit audit, @Own Clock clock) {
        this.settings = settings;
        this.sessions = sessions;
        this.channels = channels;
        this.inboxes = inboxes;
        this.calls = calls;
        this.tokens = tokens;
        this.transports = transports;
        this.transferMemory = transferMemory;
        this.largeFrames = largeFrames;
        this.refusals = refusals;
        this.audit = audit;
        this.clock = clock;
        this.failures = new QuietLine(System.getLogger(Services.class.getName()), Level.WARNING, clock);
    }

    SessionRegistry sessions() {
        return sessions;
    }

    ChannelService channels() {
        return channels;
    }

    InboxService inboxes() {
        return inboxes;
    }

    CallService calls() {
        return calls;
    }

    BearerTokens tokens() {
        return tokens;
    }

    Transports transports() {
        return transports;
    }

    TransferMemory transferMemory() {
        return transferMemory;
    }

    LargeFrames largeFrames() {
        return largeFrames;
    }

    Refusals refusals() {
        return refusals;
    }

    /** As {@link SessionRegistry#signIn}, and noted: a sign-in, or that a user has too many sessions. */
    Optional<Disconnect> signIn(ClientSession session, Identity identity, Way way) {
        boolean renewed = session.identity().map(Identity::user).filter(identity.user()::equals).isPresent();
        Optional<Disconnect> refusal = sessions.signIn(session, identity);
        if (refusal.isPresent()) {
            refusals.note(Limit.USER, () -> "a session of '" + identity.user() + "'");
        } else if (!renewed) {
            audit.note(new AuditEvent.SignedIn(way, identity.user(), session.id(), session.address()));
        }
        return refusal;
    }

    /** Notes that a session without a user, or a guest's, was refused. */
    void refused(String reason, ClientSession session) {
        audit.note(new AuditEvent.Refused(reason, session.address(), "", session.id()));
    }

    /** Notes that a session has ended. */
    void ended(ClientSession session) {
        String reason = session.endedBy();
        if (session.identity().isPresent()) {
            audit.note(new AuditEvent.Ended(reason, session.who().user(), session.id(), session.address()));
        } else if (session.queue().closing().isPresent()) {
            refused(reason, session);
        }
    }

    /** The log of sessions that failed, which clients may cause. */
    QuietLine failures() {
        return failures;
    }

    Settings settings() {
        return settings;
    }

    /** The channel of messages that name none. */
    String standardChannel() {
        return settings.channels().standard();
    }

    /** The time. */
    Clock clock() {
        return clock;
    }

    /** The time in epoch milliseconds. */
    long now() {
        return clock.millis();
    }

    /** A session id that cannot be guessed. */
    String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    ServerMessage welcome(ClientSession session) {
        return new ServerMessage.Welcome(session.id(), session.who(), settings.heartbeat().interval(),
                settings.heartbeat().timeout(), settings.limits().message(), settings.limits().channels());
    }
}
