package org.bailiwick.aca.ledger;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** A certificate's validity period; both ends are part of it (RFC 5280 section 4.1.2.5). */
public record Validity(Instant notBefore, Instant notAfter) {

  /** The clock of a verifier may be this much behind. */
  private static final Duration BACKDATING = Duration.ofMinutes(5);

  /** A period of this length from now, backdated, and within the issuer's own period. */
  public static Validity from(Instant now, Duration length, X509Certificate issuer) {
    Instant start = now.truncatedTo(ChronoUnit.SECONDS);
    Instant issuerStart = issuer.getNotBefore().toInstant();
    Instant issuerEnd = issuer.getNotAfter().toInstant();
    if (start.isBefore(issuerStart) || !start.isBefore(issuerEnd)) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE,
          "issuer-not-valid",
          "The issuing certificate is not valid now.");
    }
    Instant backdated = start.minus(BACKDATING);
    Instant end = start.plus(length).minusSeconds(1);
    return new Validity(
        backdated.isBefore(issuerStart) ? issuerStart : backdated,
        end.isAfter(issuerEnd) ? issuerEnd : end);
  }
}
