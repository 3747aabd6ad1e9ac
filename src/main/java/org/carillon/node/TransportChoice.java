package org.carillon.node;

/** By what the sockets of sessions are used. */
public enum TransportChoice {
    /** By what the server offers beyond the standard API, if that is known here. */
    AUTO,
    /** By the standard API alone. */
    STANDARD
}
