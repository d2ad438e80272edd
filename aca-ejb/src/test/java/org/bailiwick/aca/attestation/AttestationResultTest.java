package org.bailiwick.aca.attestation;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void isNeverBetterThanItsWorstClaim() {
    assertThat(
            AttestationResult.worstOf(
                new TreeMap<>(Map.of("instance-identity", 2, "executables", 33))))
        .isEqualTo(Status.WARNING);
    assertThat(AttestationResult.worstOf(new TreeMap<>())).isEqualTo(Status.NONE);
  }
}
