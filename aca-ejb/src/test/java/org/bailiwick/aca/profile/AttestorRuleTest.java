package org.bailiwick.aca.profile;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.bailiwick.aca.claims.Claims;
import org.junit.jupiter.api.Test;

class AttestorRuleTest {

  /** The default attestor must not replace those that an older file requires. */
  @Test
  void refusesAProfileThatNamesItsAttestorsByTheOldMember() {
    Claims profile = Claims.parse("profile", "{\"anchors\":[[\"idevid\",\"join-token\"]]}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttestorRule.of(profile))
        .withMessageContaining("\"attestors\"");
  }
}
