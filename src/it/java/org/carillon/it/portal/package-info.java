/** A made-up portal that embeds Carillon in its own WAR and knows nothing of it but {@code org.carillon}. */
package org.carillon.it.portal;
