package org.carillon.cluster;

import java.util.Optional;
import org.carillon.Identity;

/**
 * What a ticket is good for.
 *
 * @param identity who it speaks for
 * @param origin the only origin of pages that may use it; empty for any
 */
public record Ticket(Identity identity, Optional<String> origin) {}
