/** What Undertow (WildFly) offers beyond the standard API, by its public types; touched only if they are there. */
@NullMarked
package org.carillon.endpoint.undertow;

import org.jspecify.annotations.NullMarked;
