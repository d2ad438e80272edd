package org.bailiwick.ars.search.wanted;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.AttestationSummary;

/**
 * The first key of a search's order: the status of the attestation on which the credential was
 * issued, and within one status how long ago the appraisal was, in four classes. Classes, and not
 * seconds, since the relevance of a text should count among agents that were attested in one day.
 */
public final class Standing {

  /** Of an agent without attestation. */
  public static final int NONE = 0;

  /** The longest ages of the first three classes. */
  private static final List<Duration> CLASSES =
      List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7));

  private Standing() {}

  /** The standing at this time; higher is better. */
  public static int of(Optional<AttestationSummary> attestation, Instant at) {
    return attestation
        .map(
            known ->
                of(
                    WantedAttestation.rank(known.status()),
                    known.appraisedAt().getEpochSecond(),
                    at.getEpochSecond()))
        .orElse(NONE);
  }

  /**
   * The same of a rank ({@link WantedAttestation#rank}) and times in seconds since 1970. An
   * appraisal in the future counts as none.
   */
  public static int of(long rank, long appraisedAt, long at) {
    if (rank == 0 || appraisedAt > at + WantedAttestation.SKEW) {
      return NONE;
    }
    int younger = (int) CLASSES.stream().filter(age -> at - appraisedAt <= age.toSeconds()).count();
    return (int) rank * (CLASSES.size() + 1) + younger;
  }

  /** The longest age of the class, as ISO 8601; empty for the oldest class and without one. */
  public static Optional<String> within(int standing) {
    int younger = standing % (CLASSES.size() + 1);
    return standing == NONE || younger == 0
        ? Optional.empty()
        : Optional.of(CLASSES.get(CLASSES.size() - younger).toString());
  }
}
