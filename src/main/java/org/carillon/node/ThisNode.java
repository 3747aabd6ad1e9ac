package org.carillon.node;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** This node as others know it. */
@Component
public class ThisNode {
    private static final Logger LOG = System.getLogger(ThisNode.class.getName());
    private static final int HOST_LENGTH = 48;
    private static final int RANDOM_BITS = 30;

    private final String name;
    private final String url;
    private final String instance;
    private final Instant since;

    /** A node that starts now; without a name of its own it is called after its host, with a random end. */
    @Inject
    public ThisNode(Settings settings, @Own Clock clock) {
        SecureRandom random = new SecureRandom();
        name = settings.node().name().isEmpty()
                ? hostName() + '-' + Integer.toString(random.nextInt(1 << RANDOM_BITS), Character.MAX_RADIX)
                : settings.node().name();
        url = settings.node().url();
        instance = Long.toUnsignedString(random.nextLong(), Character.MAX_RADIX);
        since = clock.instant();
    }

    /** What it is called: 1 to 64 of the characters {@code A-Z a-z 0-9 _ -}. */
    public String name() {
        return name;
    }

    /** Where other nodes reach it, without a slash at the end; empty if they do not. */
    public String url() {
        return url;
    }

    /** Another text at each start, so that a node is told from the one that had its name before. */
    public String instance() {
        return instance;
    }

    /** When it started. */
    public Instant since() {
        return since;
    }

    private static String hostName() {
        String host = Stream.of("HOSTNAME", "COMPUTERNAME").map(System::getenv)
                .flatMap(value -> Optional.ofNullable(value).stream()).filter(value -> !value.isBlank())
                .findFirst().orElseGet(ThisNode::localHost);
        String usable = host.replaceAll("[^A-Za-z0-9_-]", "-");
        return usable.substring(0, Math.min(usable.length(), HOST_LENGTH));
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            LOG.log(Level.DEBUG, "This host has no name", e);
            return "node";
        }
    }
}
