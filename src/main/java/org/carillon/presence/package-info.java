/** Who is in which channel. May import {@code session}, {@code cluster}, {@code protocol}, {@code node} and the API. */
@org.jspecify.annotations.NullMarked
package org.carillon.presence;
