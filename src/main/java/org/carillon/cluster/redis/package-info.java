/**
 * The ports on a Redis that several nodes share. May import {@code cluster}, {@code limit}, {@code protocol},
 * {@code node} and {@code org.carillon}; the Redis client is used here and nowhere else. Used by
 * {@code server.AdapterChoice} alone.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.cluster.redis;
