package org.carillon.node;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who may do what in the channels of one pattern.
 *
 * @param subscribe which sessions may subscribe, and recover what they missed
 * @param publish which sessions may publish
 * @param presence which sessions may see the members
 * @param read which sessions may read the log
 */
public record Rights(Access subscribe, Access publish, Access presence, Access read) {
    /** What holds where nothing is said. */
    public static final Rights DEFAULT =
            new Rights(Access.ALL, Access.SUBSCRIBERS, Access.SUBSCRIBERS, Access.SUBSCRIBERS);
    /** For the portal alone. */
    public static final Rights PORTAL = new Rights(Access.PORTAL, Access.PORTAL, Access.PORTAL, Access.PORTAL);

    /** All roles that are named. */
    Set<String> roles() {
        Set<String> all = new LinkedHashSet<>();
        Stream.of(subscribe, publish, presence, read).map(Access::roles).forEach(all::addAll);
        return all;
    }
}
