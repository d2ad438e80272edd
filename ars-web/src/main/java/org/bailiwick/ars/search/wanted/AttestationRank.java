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
public final class AttestationRank {

  /** Of an agent without attestation. */
  public static final int NONE = 0;

  /** The longest ages of the first three classes. */
  private static final List<Duration> CLASSES =
      List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(7));

  private AttestationRank() {}

  /** The rank at this time; higher is better. */
  public static int of(Optional<AttestationSummary> attestation, Instant at) {
    return attestation
        .map(
            known ->
                of(
                    WantedAttestation.level(known.status()),
                    known.appraisedAt().getEpochSecond(),
                    at.getEpochSecond()))
        .orElse(NONE);
  }

  /**
   * The same of a level ({@link WantedAttestation#level}) and times in seconds since 1970. An
   * appraisal in the future counts as none.
   */
  public static int of(long level, long appraisedAt, long at) {
    if (level == 0 || appraisedAt > at + WantedAttestation.SKEW) {
      return NONE;
    }
    int younger = 0;
    for (Duration age : CLASSES) { // a loop, since it runs for each agent that a search finds
      younger += at - appraisedAt <= age.toSeconds() ? 1 : 0;
    }
    return (int) level * (CLASSES.size() + 1) + younger;
  }

  /** The longest age of the class, as ISO 8601; empty for the oldest class and without one. */
  public static Optional<String> within(int rank) {
    int younger = rank % (CLASSES.size() + 1);
    return rank == NONE || younger == 0
        ? Optional.empty()
        : Optional.of(CLASSES.get(CLASSES.size() - younger).toString());
  }
}
