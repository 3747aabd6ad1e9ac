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
 * @param httpSession names the HTTP session of the request, with which the session ends; empty if there is none
 */
public record Handshake(
        String address, Optional<Identity> identity, Optional<Disconnect> refusal, Way way, String device,
        String httpSession) {
    /** Where the endpoint finds it among a session's user properties. */
    static final String PROPERTY = Handshake.class.getName();

    /** What was found out before anything was asked for a device or an HTTP session. */
    Handshake(String address, Optional<Identity> identity, Optional<Disconnect> refusal, Way way) {
        this(address, identity, refusal, way, "", "");
    }

    /** The same from a device, under an HTTP session. */
    Handshake from(String name, String session) {
        return new Handshake(address, identity, refusal, way, name, session);
    }
}
