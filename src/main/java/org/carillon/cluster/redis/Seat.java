package org.carillon.cluster.redis;

/**
 * A session of a user in a channel.
 *
 * @param user the user's id
 * @param session the session's id
 */
record Seat(String user, String session) {}
