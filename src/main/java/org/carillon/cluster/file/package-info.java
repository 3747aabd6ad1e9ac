/**
 * The ports for a single node, in one file: H2's MVStore with a group commit of ours. Imported by
 * {@code server.AdapterChoice} alone.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.cluster.file;
