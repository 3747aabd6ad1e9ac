/** A stand-in for the container's login, which the servers set up in different ways. */
package org.carillon.it.publisher;
