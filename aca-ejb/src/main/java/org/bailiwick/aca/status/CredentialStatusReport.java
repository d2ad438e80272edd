package org.bailiwick.aca.status;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.Revocation;

/**
 * The status of one certificate, as the authority reports it.
 *
 * @param certificate empty for a reservation that was never completed
 */
public record CredentialStatusReport(
    IssuanceEntry issuance,
    State state,
    Optional<Revocation> revocation,
    Optional<X509Certificate> certificate) {

  /** The states of a certificate; a revoked certificate is never reported as expired. */
  public enum State {
    RESERVED,
    VALID,
    EXPIRED,
    REVOKED
  }

  static State stateOf(boolean completed, boolean revoked, Instant notAfter, Instant now) {
    if (revoked) {
      return State.REVOKED;
    }
    if (now.isAfter(notAfter)) {
      return State.EXPIRED;
    }
    return completed ? State.VALID : State.RESERVED;
  }
}
