/** The socket of one session by the standard API, and the ports of what a container offers beyond it. */
@NullMarked
package org.carillon.endpoint.transport;

import org.jspecify.annotations.NullMarked;
