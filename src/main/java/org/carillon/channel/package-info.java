/**
 * Subscribe, publish, batch, fan out. May import {@code presence}, {@code session}, {@code cluster}, {@code limit},
 * {@code protocol}, {@code node} and {@code org.carillon}.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.channel;
