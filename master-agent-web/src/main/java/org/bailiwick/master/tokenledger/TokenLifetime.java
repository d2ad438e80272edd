package org.bailiwick.master.tokenledger;

import java.time.Instant;

/** The times of a token, as its claims {@code iat} and {@code exp} have them. */
public record TokenLifetime(Instant issuedAt, Instant expiresAt) {}
