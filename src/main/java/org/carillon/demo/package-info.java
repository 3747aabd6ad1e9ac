/**
 * The demo portal: what the page below {@code /carillon/} asks of a server, on the public API alone.
 *
 * <p>It imports {@code org.carillon}, Jakarta and MicroProfile Config, and nobody imports it. It does nothing unless
 * {@code carillon.demo} is {@code true}, and is not in the jar that portals embed.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.demo;
