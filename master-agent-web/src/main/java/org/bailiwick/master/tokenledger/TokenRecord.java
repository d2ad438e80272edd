package org.bailiwick.master.tokenledger;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * One token with its origin, and the job and step that it is for. {@code holder} is the workload
 * that may exchange the token for a narrower one; {@code sha256} is the hex digest of the compact
 * token, because the token itself is never stored.
 */
public record TokenRecord(
    String jti,
    TokenKind kind,
    TokenOrigin origin,
    Optional<String> holder,
    Optional<StepContext> context,
    CapabilitySet scope,
    TokenLifetime lifetime,
    Optional<String> sha256) {}
