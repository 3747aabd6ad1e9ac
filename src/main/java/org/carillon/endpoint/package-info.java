/**
 * From the handshake to the commands: the only package that sees {@code jakarta.websocket}. May import {@code channel}
 * and all below it.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.endpoint;
