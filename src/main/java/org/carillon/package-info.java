/**
 * The public API: all that a portal author needs, readable in a minute.
 *
 * <p>It imports nothing else of Carillon; every other package may import it.
 */
@org.jspecify.annotations.NullMarked
package org.carillon;
