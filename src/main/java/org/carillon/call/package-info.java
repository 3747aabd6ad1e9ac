/**
 * Calls of clients that beans of the portal answer. May import {@code session}, {@code protocol}, {@code node} and
 * {@code org.carillon}.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.call;
