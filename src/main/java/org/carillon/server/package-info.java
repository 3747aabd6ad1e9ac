/**
 * Puts everything together: settings, adapters, executors, timer, REST, the portal's bean, start and stop. May import
 * everything but {@code demo}.
 */
@org.jspecify.annotations.NullMarked
package org.carillon.server;
