package org.bailiwick.aca.revocation;

import java.time.Instant;
import org.bailiwick.aca.claims.Octets;

/** A signed CRL (RFC 5280 section 5) as it is served. */
public record PublishedCrl(long number, Octets der, Instant thisUpdate, Instant nextUpdate) {}
