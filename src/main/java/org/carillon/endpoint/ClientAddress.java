package org.carillon.endpoint;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.carillon.node.Component;
import org.carillon.node.ProxySettings;
import org.carillon.node.Settings;

/** Where requests come from, also behind the proxies that the settings name. */
@Component
public class ClientAddress {
    private final ProxySettings proxies;

    @Inject
    ClientAddress(Settings settings) {
        this.proxies = settings.proxies();
    }

    /** The address of the client. */
    public String of(HttpServletRequest request) {
        return proxies.client(request.getRemoteAddr(),
                Collections.list(request.getHeaders(proxies.header())));
    }
}
