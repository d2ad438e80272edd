package org.bailiwick.master.reportedfact;

import java.time.Instant;
import org.bailiwick.contract.credential.Sha256;

/**
 * A fact of which a source is answerable.
 *
 * @param subject whom it is about: a SPIFFE id, a trust domain as {@code spiffe://<domain>}, a
 *     person or principal as {@code <issuer>#<sub>}, or an account
 * @param source who has reported it
 * @param stated what is the case, in the words of its kind
 * @param reason for people
 * @param details JSON of its kind
 * @param endsAt from when on it does not count any more
 */
public record ReportedFact(
    FactKind kind,
    String subject,
    String source,
    String stated,
    String reason,
    String details,
    Instant reportedAt,
    Instant endsAt) {

  /** What is stated of a fact that its source has taken back. */
  public static final String NONE = "none";

  /** The identifier: a source has one fact of a kind about a subject. */
  String id() {
    return Sha256.hex(kind.text() + "\n" + subject + "\n" + source);
  }

  boolean countsAt(Instant now) {
    return now.isBefore(endsAt);
  }
}
