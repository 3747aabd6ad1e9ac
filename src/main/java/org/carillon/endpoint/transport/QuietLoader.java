package org.carillon.endpoint.transport;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/**
 * A class loader that answers one question at once. Tyrus restarts an idle timer for every message it sends; the
 * timer's task captures the thread's context, and for that Payara asks the context class loader for providers of
 * further contexts, which opens every jar of the web application: four fifths of what a delivery costs there. The task
 * does nothing, so it needs none of them. All else is left to the application's own loader.
 */
final class QuietLoader extends ClassLoader {
    private static final String PROVIDERS = "META-INF/services/jakarta.enterprise.concurrent.spi.ThreadContextProvider";

    QuietLoader(ClassLoader application) {
        super(application);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.equals(PROVIDERS) ? Collections.emptyEnumeration() : super.getResources(name);
    }
}
