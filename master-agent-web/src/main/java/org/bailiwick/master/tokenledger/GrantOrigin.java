package org.bailiwick.master.tokenledger;

import java.time.Instant;
import java.util.Optional;

/**
 * The JWT grant for which an access token was issued, or the access token of a partner's server
 * itself: its issuer, its {@code jti}, the hex SHA-256 of its compact form, that of the key that
 * verified it as a grant (SubjectPublicKeyInfo), its claims {@code azp}, {@code client_id} and
 * {@code act} as JSON text, its principal as {@code <issuer>#<sub>}, and its times. These claims
 * are stored because no standard claim of the access token holds them (identity chaining section
 * 2.5).
 */
public record GrantOrigin(
    String issuer,
    String jti,
    String sha256,
    Optional<String> keySha256,
    String actor,
    String principal,
    Instant issuedAt,
    Instant expiresAt) {}
