/**
 * Sessions without WebSocket, for clients whose proxies let none through: server-sent events, and polls that wait. May
 * import {@code endpoint}, which knows nothing of it, and what that may.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.endpoint.http;
