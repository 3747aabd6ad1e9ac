package org.carillon.cluster;

import java.util.Optional;

/** Whether what an engine needs outside this server can be reached. */
public interface Health {

    /** What is wrong, for an administrator and without secrets; empty if all is well. Cheap. */
    Optional<String> trouble();
}
