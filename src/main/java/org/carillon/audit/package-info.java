/**
 * Who did what that concerns security: sign-ins, ends, refusals, kicks, acts of operators, limits. May import
 * {@code node} and {@code org.carillon}.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.audit;
