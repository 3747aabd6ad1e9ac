package org.carillon.node;

/** Tells the portal's observers what happens. */
public interface Events {

    /** Tells all that observe events of this kind; what they throw harms nobody. */
    void fire(Object happening);

    /** Whether telling events of this type may wait for observers that are called at once. */
    default boolean waitsForObservers(Class<?> type) {
        return false;
    }
}
