package org.carillon.audit;

import java.util.Locale;

/** How a session signs in. */
public enum Way {
    /** By the container's own login. */
    CONTAINER,
    /** By a token in the handshake, in a header or a subprotocol entry. */
    BEARER,
    /** By a ticket in the URL. */
    TICKET,
    /** By a token in its first message. */
    MESSAGE,
    /** Not at all: as a guest. */
    GUEST;

    /** Its name in the audit log. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
