package org.bailiwick.enforcement;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;

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
   * @param trustworthiness what was found about the agent's environment; empty if not known
   */
  public record AttestationFacts(
      String status, Instant appraisedAt, Optional<AttesterTrustworthiness> trustworthiness) {}
}
