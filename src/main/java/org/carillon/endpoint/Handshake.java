package org.carillon.endpoint;

import java.util.Optional;
import org.carillon.Identity;
import org.carillon.audit.Way;
import org.carillon.protocol.Disconnect;

/**
 * What the handshake found out about a client.
 *
 * @param address its network address
 * @param identity who it is, if it has signed in already or is a guest
 * @param refusal why it must be closed right after the upgrade, since a browser's script cannot see a status
 * @param way how it signed in, or tried to; by its first message if it has not yet
 * @param device names the client among its user's; empty if it gave no name
 */
public record Handshake(
        String address, Optional<Identity> identity, Optional<Disconnect> refusal, Way way, String device) {
    /** Where the endpoint finds it among a session's user properties. */
    static final String PROPERTY = Handshake.class.getName();

    /** The same from a device. */
    Handshake from(String name) {
        return new Handshake(address, identity, refusal, way, name);
    }
}
