package org.carillon.it.rules;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.carillon.ChannelRules;
import org.carillon.Identity;

/** Users that may do nothing in rooms, and one that it cannot judge. */
@ApplicationScoped
public class Bans implements ChannelRules {
    private final Set<String> banned = ConcurrentHashMap.newKeySet();

    void ban(String user) {
        banned.add(user);
    }

    @Override
    public boolean allows(Identity who, Act act, String channel) {
        if (who.user().equals("riddle")) {
            throw new IllegalStateException("a rule that fails, as the test wants it");
        }
        return !channel.startsWith("room:") || !banned.contains(who.user());
    }
}
