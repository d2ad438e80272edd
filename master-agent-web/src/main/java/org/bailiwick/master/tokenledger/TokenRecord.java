package org.bailiwick.master.tokenledger;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * One token and its origin: parent token, grant, caller's credential, job and step. {@code holder}
 * is the workload that may exchange the token for a narrower one; {@code sha256} is the hex digest
 * of the compact token, because the token itself is never stored.
 */
public record TokenRecord(
    String jti,
    TokenKind kind,
    Optional<String> parent,
    Optional<GrantOrigin> grant,
    String caller,
    String callerSerial,
    Optional<String> holder,
    Optional<StepContext> context,
    CapabilitySet scope,
    Instant issuedAt,
    Instant expiresAt,
    Optional<String> sha256) {}
