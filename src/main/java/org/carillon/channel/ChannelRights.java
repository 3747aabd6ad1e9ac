package org.carillon.channel;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.carillon.ChannelRules;
import org.carillon.ChannelRules.Act;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.carillon.node.Access;
import org.carillon.node.ChannelPolicy;
import org.carillon.node.Component;
import org.carillon.node.Rights;
import org.jspecify.annotations.Nullable;

/** Who may do what in a channel: its policy decides, then the portal's beans, if it has any. Asked for each command. */
@Component
public class ChannelRights {
    private static final Logger LOG = System.getLogger(ChannelRights.class.getName());

    private final Iterable<ChannelRules> beans;
    private volatile @Nullable List<ChannelRules> rules;

    /** With the rules of the container's beans. */
    @Inject
    ChannelRights(@Any Instance<ChannelRules> beans) {
        this((Iterable<ChannelRules>) beans);
    }

    /** With these rules. */
    public ChannelRights(Iterable<ChannelRules> beans) {
        this.beans = beans;
    }

    /** Whether the portal is asked too, which may take its time. */
    boolean asksPortal() {
        return !rules().isEmpty();
    }

    /**
     * Lets an act pass that is allowed.
     *
     * @param subscribed whether the session is in the channel
     * @throws RefusedException {@code forbidden} or {@code not_subscribed}
     */
    void check(Act act, Identity who, ChannelPolicy policy, String channel, boolean subscribed) {
        Access access = access(policy.rights(), act);
        if (access.kind() == Access.Kind.PORTAL) {
            throw new RefusedException(ErrorCode.FORBIDDEN, "only the portal " + does(act) + " '" + channel + "'");
        }
        if (!policy.belongs(channel, who)) {
            throw refused(act, who, policy, channel, "the pattern");
        }
        if (!access.admits(who, subscribed)) {
            if (access.kind() == Access.Kind.SUBSCRIBERS) {
                throw notSubscribed(channel);
            }
            throw refused(act, who, policy, channel, "a word of");
        }
        if (!agreed(act, who, channel)) {
            throw refused(act, who, policy, channel, "a bean of the portal, after");
        }
    }

    /** Whether an act is allowed, as in {@link #check}. */
    boolean allows(Act act, Identity who, ChannelPolicy policy, String channel) {
        return policy.belongs(channel, who) && access(policy.rights(), act).admits(who, true)
                && agreed(act, who, channel);
    }

    private boolean agreed(Act act, Identity who, String channel) {
        for (ChannelRules each : rules()) {
            try {
                if (!each.allows(who, act, channel)) {
                    return false;
                }
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "A bean of ChannelRules failed, which means no to " + act + " in '" + channel
                        + "' by '" + who.user() + "'", e);
                return false;
            }
        }
        return true;
    }

    /** Found at the first command, not before: a bean of the portal may want beans of ours that are not ready yet. */
    private List<ChannelRules> rules() {
        List<ChannelRules> known = rules;
        if (known == null) {
            known = new ArrayList<>();
            beans.forEach(known::add);
            rules = known;
        }
        return known;
    }

    /** The log says which setting it was; the client need not know. */
    private static RefusedException refused(Act act, Identity who, ChannelPolicy policy, String channel, String by) {
        LOG.log(Level.DEBUG, () -> "Refused to '" + who.user() + "': " + act + " in '" + channel + "', by " + by + " '"
                + policy.pattern() + "' in carillon.channels");
        return new RefusedException(ErrorCode.FORBIDDEN, "you may not " + may(act) + " '" + channel + "'");
    }

    /** For what needs a subscription. */
    static RefusedException notSubscribed(String channel) {
        return new RefusedException(ErrorCode.NOT_SUBSCRIBED, "subscribe to '" + channel + "' first");
    }

    private static Access access(Rights rights, Act act) {
        return switch (act) {
            case SUBSCRIBE -> rights.subscribe();
            case PUBLISH -> rights.publish();
            case PRESENCE -> rights.presence();
            case HISTORY -> rights.read();
        };
    }

    private static String does(Act act) {
        return switch (act) {
            case SUBSCRIBE -> "is in";
            case PUBLISH -> "publishes to";
            case PRESENCE -> "sees the members of";
            case HISTORY -> "reads the log of";
        };
    }

    private static String may(Act act) {
        return switch (act) {
            case SUBSCRIBE -> "subscribe to";
            case PUBLISH -> "publish to";
            case PRESENCE -> "see the members of";
            case HISTORY -> "read the log of";
        };
    }
}
