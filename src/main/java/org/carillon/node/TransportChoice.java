package org.carillon.node;

/** By what the sockets of sessions are used. */
public enum TransportChoice {
    /** On Payara by what it offers beyond the standard API, elsewhere by that API. */
    AUTO,
    /** By what the server offers beyond the standard API, on WildFly too. */
    ACCELERATED,
    /** By the standard API alone. */
    STANDARD
}
