package org.bailiwick.ars.front;

import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.bailiwick.ars.freshness.RevocationKnowledge;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.feed.CrlRevocations;

/** Says how fresh the registry's knowledge of revocations is. */
final class RevocationSentence {
  private RevocationSentence() {}

  /** Records are shown while the knowledge is too old, too, and then the sentence says so. */
  static String of(CredentialStatus status, CrlRevocations revocations) {
    try {
      RevocationKnowledge known = RevocationKnowledge.of(status, revocations);
      return "All revocations up to %s are known, CRL %s."
          .formatted(
              DateTimeFormatter.ISO_INSTANT.format(known.asOf().truncatedTo(ChronoUnit.SECONDS)),
              known.crlNumber());
    } catch (ProblemException stale) {
      return "The registry's knowledge of revocations is too old at present: this record may show a"
          + " credential that has been revoked.";
    }
  }
}
