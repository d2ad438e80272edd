package org.bailiwick.aca.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedCeremonyTest {
  @TempDir private Path temporary;
  private CeremonyHome home;

  @BeforeEach
  void prepare() throws Exception {
    home = new CeremonyHome(temporary);
  }

  private KeyCeremony ceremony() {
    return new KeyCeremony(home.plan(), Clock.systemUTC(), new SecureRandom());
  }

  /** Stops where the process would have died: after the second key, before any certificate. */
  private void interrupt() {
    CeremonyPlan plan = home.plan();
    CeremonyJournal journal = new CeremonyJournal(plan.folder());
    try (CeremonyTokens tokens = CeremonyTokens.open(plan.tokens())) {
      plan.keys().stream()
          .limit(2)
          .forEach(
              key -> {
                journal.begin(key);
                tokens.generate(key);
              });
      journal.begin(plan.keys().get(2)); // and killed before that key was made
    }
  }

  /** One home for all of it: SoftHSM's tokens are slow to make. */
  @Test
  void saysWhatIsHalfDoneClearsThatAloneAndCanBeHeldAgain() throws Exception {
    assertThatThrownBy(() -> ceremony().clear()).hasMessageContaining("nothing to clear");
    try (Pkcs11Token authority = authority()) {
      authority.generate("operator-ca", KeyShape.EC_P256); // somebody else's, by a like name
    }
    interrupt();
    assertThat(ceremony().hold())
        .isInstanceOfSatisfying(
            KeyCeremony.Outcome.Interrupted.class,
            halt -> {
              assertThat(halt.made()).hasSize(3).contains("authority/operator-ca");
              assertThat(halt.missing()).hasSize(home.plan().keys().size() - 3);
            });
    assertThat(home.made("record.jws")).doesNotExist();

    KeyCeremony.Cleared cleared = ceremony().clear();
    assertThat(cleared.deleted()).hasSize(2).doesNotContain("authority/operator-ca");
    assertThat(cleared.unseen()).hasSize(1);
    try (Pkcs11Token authority = authority()) {
      assertThat(authority.holds("operator-ca")).isTrue();
      authority.delete("operator-ca");
    }
    assertThat(ceremony().hold()).isInstanceOf(KeyCeremony.Outcome.Held.class);
    assertThat(home.made("unfinished")).doesNotExist();

    Files.writeString(home.made("unfinished"), "authority issuing-1\n");
    assertThatThrownBy(() -> ceremony().clear())
        .isInstanceOf(CeremonyException.class)
        .hasMessageContaining("was held");
  }

  private Pkcs11Token authority() {
    return Pkcs11Token.open(home.tokens.get("authority").settings());
  }
}
