/** The ports for a single node, in memory. Imported by {@code server.AdapterChoice} alone. */
@org.jspecify.annotations.NullMarked
package org.carillon.cluster.memory;
