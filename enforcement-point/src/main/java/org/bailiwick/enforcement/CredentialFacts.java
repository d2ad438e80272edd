package org.bailiwick.enforcement;

import java.time.Instant;
import java.util.Optional;

/**
 * The credential with which the registry lists an agent.
 *
 * @param serial its serial number in hex
 * @param notAfter when it ends
 */
public record CredentialFacts(
    String serial, Optional<Instant> notAfter, Optional<AttestationFacts> attestation) {

  /**
   * The attestation on which it was issued.
   *
   * @param status the status of the attestation result, such as {@code affirming}
   */
  public record AttestationFacts(String status, Instant appraisedAt) {}
}
