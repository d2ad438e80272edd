package org.bailiwick.aca.attestation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.aca.attestation.AttestationResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttestationResultTest {

  /** Tiers of draft-ietf-rats-ar4si section 2.3.2. */
  @ParameterizedTest
  @CsvSource({
    "0, NONE",
    "1, NONE",
    "-1, NONE",
    "2, AFFIRMING",
    "31, AFFIRMING",
    "-32, AFFIRMING",
    "32, WARNING",
    "33, WARNING",
    "95, WARNING",
    "-33, WARNING",
    "-96, WARNING",
    "96, CONTRAINDICATED",
    "99, CONTRAINDICATED",
    "127, CONTRAINDICATED",
    "-128, CONTRAINDICATED"
  })
  void gradesEveryTier(int value, Status status) {
    assertThat(Status.ofClaim(value)).isEqualTo(status);
  }

  /**
   * Every pair of a status and a requirement, which profiles and the policy {@code issue} share.
   */
  @ParameterizedTest
  @CsvSource({
    "AFFIRMING, AFFIRMING, true",
    "AFFIRMING, WARNING, true",
    "AFFIRMING, NONE, true",
    "AFFIRMING, CONTRAINDICATED, true",
    "WARNING, AFFIRMING, false",
    "WARNING, WARNING, true",
    "WARNING, NONE, false",
    "WARNING, CONTRAINDICATED, false",
    "NONE, AFFIRMING, false",
    "NONE, WARNING, false",
    "NONE, NONE, true",
    "NONE, CONTRAINDICATED, false",
    "CONTRAINDICATED, AFFIRMING, false",
    "CONTRAINDICATED, WARNING, false",
    "CONTRAINDICATED, NONE, false",
    "CONTRAINDICATED, CONTRAINDICATED, false"
  })
  void meetsARequirement(Status status, Status required, boolean meets) {
    assertThat(status.meets(required)).isEqualTo(meets);
  }

  /** Every pair of two results about one applicant. */
  @ParameterizedTest
  @CsvSource({
    "AFFIRMING, AFFIRMING, AFFIRMING",
    "AFFIRMING, NONE, NONE",
    "AFFIRMING, WARNING, WARNING",
    "AFFIRMING, CONTRAINDICATED, CONTRAINDICATED",
    "NONE, NONE, NONE",
    "NONE, WARNING, WARNING",
    "NONE, CONTRAINDICATED, CONTRAINDICATED",
    "WARNING, WARNING, WARNING",
    "WARNING, CONTRAINDICATED, CONTRAINDICATED",
    "CONTRAINDICATED, CONTRAINDICATED, CONTRAINDICATED"
  })
  void countsTheWorseOfTwoResults(Status one, Status other, Status counts) {
    assertThat(result(one).and(result(other)).status()).isEqualTo(counts);
    assertThat(result(other).and(result(one)).status()).isEqualTo(counts);
  }

  private static AttestationResult result(Status status) {
    return new AttestationResult(
        "verifier", status, new TreeMap<>(), "policy", List.of(), Instant.EPOCH);
  }

  @Test
  void isNeverBetterThanItsWorstClaim() {
    assertThat(
            AttestationResult.worstOf(
                new TreeMap<>(Map.of("instance-identity", 2, "executables", 33))))
        .isEqualTo(Status.WARNING);
    assertThat(AttestationResult.worstOf(new TreeMap<>())).isEqualTo(Status.NONE);
  }
}
