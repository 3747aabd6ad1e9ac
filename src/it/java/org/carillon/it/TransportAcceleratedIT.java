package org.carillon.it;

import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sockets by what the server offers beyond the standard API, which is the default. */
@ExtendWith(ArquillianExtension.class)
class TransportAcceleratedIT extends TransportContract {
    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    @Override
    boolean accelerated() {
        return true;
    }
}
