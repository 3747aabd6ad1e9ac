/**
 * What users send to each other: kept until each device has it. May import {@code channel}, {@code session}, {@code
 * cluster}, {@code protocol}, {@code node} and {@code org.carillon}.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.inbox;
