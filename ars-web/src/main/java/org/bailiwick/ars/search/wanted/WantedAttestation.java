package org.bailiwick.ars.search.wanted;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.AttestationSummary;

/**
 * The attestation that a search wants, at least.
 *
 * @param least level of the status ({@link #level})
 * @param maxAge the longest time since the appraisal
 */
public record WantedAttestation(int least, Optional<Duration> maxAge) {

  /** The clocks of an authority and a registry may differ by so many seconds. */
  public static final long SKEW = 60;

  private static final List<String> LEVELS = List.of("none", "warning", "affirming");

  /** The place of a status in the order none, warning, affirming, beginning with 0. */
  public static int level(String status) {
    return Math.max(0, LEVELS.indexOf(status));
  }

  static WantedAttestation read(SearchMembers members) {
    members.requireDefined("status", "max_age");
    String status = members.text("status").orElse("warning");
    if (level(status) == 0) {
      throw SearchMembers.malformed("attestation.status", "must be affirming or warning");
    }
    return new WantedAttestation(level(status), members.duration("max_age"));
  }

  /** Whether the attestation is good enough at this time; one from the future is not. */
  public boolean isMetBy(Optional<AttestationSummary> attestation, Instant now) {
    return attestation
        .filter(known -> level(known.status()) >= least)
        .filter(known -> known.appraisedAt().getEpochSecond() <= latest(now))
        .filter(known -> known.appraisedAt().getEpochSecond() >= earliest(now))
        .isPresent();
  }

  /** The latest acceptable time of the appraisal, in seconds since 1970. */
  public static long latest(Instant now) {
    return now.getEpochSecond() + SKEW;
  }

  /** The earliest acceptable time of the appraisal, in seconds since 1970. */
  public long earliest(Instant now) {
    return maxAge.map(age -> now.minus(age).getEpochSecond()).orElse(0L);
  }
}
