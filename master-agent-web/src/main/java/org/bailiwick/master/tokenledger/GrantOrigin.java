package org.bailiwick.master.tokenledger;

import java.time.Instant;

/**
 * The JWT grant behind an access token: who issued it, its {@code jti}, the hex SHA-256 of its
 * compact form, its {@code azp}, {@code client_id} and {@code act} claims as JSON text, and when it
 * expires. No standard claim carries these on, so they are kept here (identity chaining section
 * 2.5).
 */
public record GrantOrigin(
    String issuer, String jti, String sha256, String actor, Instant expiresAt) {}
