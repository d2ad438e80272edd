package org.bailiwick.node.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;

class ActivationTest {

  private static final char[] WRONG = "not-the-pin".toCharArray();

  @Test
  void aTokenWithoutPinFileWaitsForAPerson() {
    SoftHsm.Token fresh = withKey();
    try (Pkcs11Token token = Pkcs11Token.open(byHand(fresh))) {
      assertThat(reason(token)).startsWith("not activated");
      assertThatThrownBy(() -> token.key("issuing-1"))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("hsm-not-activated"))
          .hasMessageContaining("not activated");

      assertThat(token.activate(WRONG)).isEqualTo(new Activation.PinRefused());
      assertThat(reason(token)).startsWith("not activated");

      char[] pin = SoftHsm.PIN.toCharArray();
      assertThat(token.activate(pin)).isEqualTo(new Activation.Done());
      assertThat(pin).containsExactly(SoftHsm.PIN.toCharArray());
      assertThat(token.health()).isEqualTo(new HsmHealth.Up());
      assertThat(token.key("issuing-1").sign(new byte[5])).isNotEmpty();
      assertThat(token.activate(WRONG)).isEqualTo(new Activation.AlreadyActive());
      assertThat(token.key("issuing-1").sign(new byte[5])).isNotEmpty();
    }
  }

  @Test
  void aPersonMayMakeUpForAWrongPinFile() throws Exception {
    SoftHsm.Token fresh = withKey();
    Files.writeString(fresh.pinFile(), "not-the-pin\n");
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      assertThat(reason(token)).startsWith("the token refused the PIN");
      assertThat(token.activate(SoftHsm.PIN.toCharArray())).isEqualTo(new Activation.Done());
      assertThat(token.key("issuing-1").sign(new byte[5])).isNotEmpty();
    }
  }

  @Test
  void aTokenThatIsAwayOrClosedSaysSo() throws Exception {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    Files.writeString(
        fresh.configuration(),
        Files.readString(fresh.configuration()).replaceFirst("slot = \\d+", "slot = 77"));
    Pkcs11Token token = Pkcs11Token.open(byHand(fresh));
    assertThat(token.activate(WRONG)).isInstanceOf(Activation.Unavailable.class);
    token.close();
    assertThat(token.activate(WRONG)).isInstanceOf(Activation.Unavailable.class);
  }

  private static SoftHsm.Token withKey() {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      token.generate("issuing-1", KeyShape.EC_P256);
    }
    return fresh;
  }

  private static Pkcs11Settings byHand(SoftHsm.Token token) {
    Pkcs11Settings given = token.settings();
    return new Pkcs11Settings(
        given.configuration(),
        Optional.empty(),
        given.sessions(),
        given.sessionWait(),
        given.callTimeout());
  }

  private static String reason(Pkcs11Token token) {
    return ((HsmHealth.Down) token.health()).reason();
  }
}
