/**
 * Payara's WebSocket container, Tyrus, by its own public types: frames that are ready go straight to the connection,
 * and plain messages come straight from it. What needs Tyrus is not touched on other servers. May import
 * {@code session} and all below it.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.endpoint.tyrus;
