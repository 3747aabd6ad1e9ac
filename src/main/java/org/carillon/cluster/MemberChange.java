package org.carillon.cluster;

import org.carillon.Member;

/**
 * A member came into a channel or left it.
 *
 * @param channel the channel
 * @param joined whether the member came
 * @param member who
 */
public record MemberChange(String channel, boolean joined, Member member) {}
