package org.bailiwick.aca.revocation;

import java.time.Instant;

/** A signed CRL (RFC 5280 section 5) as it is served. */
public record PublishedCrl(long number, byte[] der, Instant thisUpdate, Instant nextUpdate) {}
