/**
 * The ports to what all nodes share: streams of channels and members. May import {@code org.carillon}, {@code protocol}
 * and {@code node}. News comes up through listeners declared here.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.cluster;
