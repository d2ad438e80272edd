package org.bailiwick.contract.credential;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The attestation result on which a credential was issued (RFC 9334): the Verifier, the status
 * ({@code affirming}, {@code warning}, or {@code none} if there was no attestation), the appraisal
 * policy, and the time in whole seconds, because RFC 5280 allows GeneralizedTime no fractions.
 */
public record AttestationSummary(
    String verifier, String status, String policy, Instant appraisedAt) {
  private static final Set<String> STATUSES = Set.of("affirming", "warning", "none");

  /** 9999-12-31T23:59:59Z, the last second of GeneralizedTime. */
  private static final Instant LAST = Instant.ofEpochSecond(253_402_300_799L);

  public AttestationSummary {
    boolean wellFormed = isPlain(verifier) && isPlain(policy) && STATUSES.contains(status);
    if (!wellFormed || appraisedAt.isBefore(Instant.EPOCH) || appraisedAt.isAfter(LAST)) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "attestation-summary",
          "The attestation result is not well formed");
    }
    appraisedAt = appraisedAt.truncatedTo(ChronoUnit.SECONDS);
  }

  private static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.length() <= 255
        && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }
}
