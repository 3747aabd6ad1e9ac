/**
 * Open sessions and their way out: registry, limits, outbound queue, heartbeat, tickets. May import {@code cluster},
 * {@code limit}, {@code protocol}, {@code node} and {@code org.carillon}.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.session;
