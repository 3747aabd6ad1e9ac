/** Beans of a portal that must not be deployed together. */
package org.carillon.it.twice;
