package org.carillon.it.portal;

import jakarta.ejb.Local;

/** By which the depot is asked. */
@Local
public interface Depot {

    /** How many of an item it has. */
    int count(String item);
}
