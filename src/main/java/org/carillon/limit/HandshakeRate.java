package org.carillon.limit;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.carillon.node.Addresses;
import org.carillon.node.Component;
import org.carillon.node.Own;
import org.carillon.node.RateSettings;
import org.carillon.node.Settings;

/** How often clients of one address may try to open a session; those of this machine may always. */
@Component
public class HandshakeRate {
    private final RateSettings limits;
    private final Buckets addresses;

    /** Nobody has tried yet. */
    @Inject
    public HandshakeRate(Settings settings, @Own Clock clock) {
        this.limits = settings.rates();
        this.addresses = new Buckets(clock);
    }

    /** Counts a try from an address; how long it has to wait if that is one too many, else zero. */
    public Duration take(String address) {
        return limits.handshakes() == 0 || Addresses.loopback(address)
                ? Duration.ZERO
                : addresses.take(Addresses.client(address), limits.handshakes(), limits.handshakesBurst());
    }
}
