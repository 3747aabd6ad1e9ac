/**
 * How much clients may ask for: rates, what is counted and logged about refusals, and whether the memory is short. May
 * import {@code audit}, {@code node} and {@code org.carillon}.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.limit;
