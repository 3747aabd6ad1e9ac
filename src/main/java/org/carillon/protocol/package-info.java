/**
 * The wire: what may be said in either direction, in which dialects, and the table of close codes. Pure: no container,
 * no beans. May import {@code org.carillon} and {@code node}.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.protocol;
