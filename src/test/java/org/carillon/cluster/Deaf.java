package org.carillon.cluster;

import org.carillon.Publication;

/** Hears no news. */
public final class Deaf implements Broker.Listener {
    @Override
    public void noted(Publication publication) {}

    @Override
    public void noted(MemberChange change) {}

    @Override
    public void flush(String channel) {}

    @Override
    public void broken(String channel) {}
}
