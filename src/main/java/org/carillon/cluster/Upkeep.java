package org.carillon.cluster;

/** What an engine has to do from time to time, and at the end. */
public interface Upkeep extends AutoCloseable {

    /** Lets what is over be dropped, a little at a time; cheap, and called again and again. */
    void sweep();

    /** Makes safe what is under way and lets go of everything. */
    @Override
    void close();

    /** For engines that have nothing to do. */
    Upkeep NONE = new Upkeep() {
        @Override
        public void sweep() {}

        @Override
        public void close() {}
    };
}
