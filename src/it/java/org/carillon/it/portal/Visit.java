package org.carillon.it.portal;

import jakarta.enterprise.context.RequestScoped;

/** A bean of one request. */
@RequestScoped
public class Visit {
    /** Differs for each request. */
    public int number() {
        return System.identityHashCode(this);
    }
}
