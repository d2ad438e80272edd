package org.bailiwick.node.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tokens of which the node asks for keys by label. */
class KeyringTest {

  private static SoftHsm.Token first;
  private static SoftHsm.Token next;

  @TempDir private Path folder;

  @BeforeAll
  static void makeKeys() {
    first = SoftHsm.freshToken();
    next = SoftHsm.freshToken();
    add(first, "issuing-1", "audit");
    add(next, "issuing-2");
  }

  @Test
  void findsAKeyInWhicheverTokenHoldsIt() {
    try (Keyring keys = open()) {
      for (String label : List.of("issuing-1", "issuing-2", "issuing-1")) {
        assertThat(keys.key(label).id()).isEqualTo(label);
        assertThat(keys.key(label).sign(new byte[5])).isNotEmpty();
        assertThat(keys.certificate(label).getPublicKey()).isEqualTo(keys.key(label).publicKey());
      }
      assertThat(keys.holds("issuing-2")).isTrue();
      assertThat(keys.holds("issuing-3")).isFalse();
      assertThat(keys.health(Set.of("issuing-1", "issuing-2", "audit")))
          .isEqualTo(new HsmHealth.Up());
    }
  }

  @Test
  void aKeyThatIsInNeitherIsTold() {
    try (Keyring keys = open()) {
      assertThat(reason(keys.health(Set.of("issuing-3"))))
          .isEqualTo("nothing is labelled issuing-3 in either token");
      assertThatThrownBy(() -> keys.key("issuing-3")).isInstanceOf(ProblemException.class);
    }
  }

  @Test
  void aLabelInBothIsUsedInNeither() {
    add(first, "both");
    add(next, "both");
    try (Keyring keys = open()) {
      assertThatThrownBy(() -> keys.key("both"))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("hsm-key-twice"));
      assertThat(reason(keys.health(Set.of("both", "issuing-1"))))
          .isEqualTo("a key labelled both is in both tokens; delete the one that is not meant");
      assertThat(keys.key("issuing-1").sign(new byte[5])).isNotEmpty();
    }
  }

  /** Found well before, and then another process puts one of its label into the other token. */
  @Test
  void aSecondKeyOfALabelIsNoticedWhenItIsShown() {
    add(first, "late");
    try (Keyring keys = open()) {
      assertThat(keys.key("late").sign(new byte[5])).isNotEmpty();
      add(next, "late");
      keys.reread();
      assertThat(reason(keys.health(Set.of("late")))).contains("is in both tokens");
      assertThatThrownBy(() -> keys.key("late")).hasMessageContaining("is in two tokens");
    }
  }

  @Test
  void oneThatIsDownStopsOnlyWhatNeedsItsKeys() throws Exception {
    Path nowhere =
        Files.writeString(
            folder.resolve("next.cfg"),
            Files.readString(next.configuration()).replaceFirst("slot = \\d+", "slot = 77"));
    Pkcs11Settings given = next.settings();
    Pkcs11Settings away =
        new Pkcs11Settings(
            nowhere, given.pinFile(), given.sessions(), given.sessionWait(), given.callTimeout());
    try (Keyring keys = Keyring.open(first.settings(), Optional.of(away))) {
      assertThat(keys.key("issuing-1").sign(new byte[5])).isNotEmpty();
      assertThatThrownBy(() -> keys.key("issuing-2")).isInstanceOf(ProblemException.class);
      assertThatThrownBy(() -> keys.holds("issuing-2")).isInstanceOf(ProblemException.class);
      assertThat(reason(keys.health(Set.of("issuing-1", "issuing-2"))))
          .startsWith("the next token: the token answered CKR_SLOT_ID_INVALID");
    }
  }

  @Test
  void anOfficerActivatesOneAfterTheOther() {
    try (Keyring keys = Keyring.open(byHand(first), Optional.of(byHand(next)))) {
      assertThat(reason(keys.health(Set.of())))
          .contains("the first token: not activated", "the next token: not activated");
      char[] pin = SoftHsm.PIN.toCharArray();
      assertThat(keys.activate(pin)).isEqualTo(new Activation.Done());
      assertThat(keys.key("issuing-1").sign(new byte[5])).isNotEmpty();
      assertThat(reason(keys.health(Set.of()))).startsWith("the next token: not activated");
      assertThat(keys.activate("wrong".toCharArray())).isEqualTo(new Activation.PinRefused());
      assertThat(keys.activate(pin)).isEqualTo(new Activation.Done());
      assertThat(keys.key("issuing-2").sign(new byte[5])).isNotEmpty();
      assertThat(keys.activate(pin)).isEqualTo(new Activation.AlreadyActive());
    }
  }

  @Test
  void withOneTokenItIsThatToken() {
    try (Keyring keys = Keyring.open(first.settings(), Optional.empty())) {
      assertThat(keys.health(Set.of("issuing-1", "audit"))).isEqualTo(new HsmHealth.Up());
      assertThat(keys.key("audit").sign(new byte[5])).isNotEmpty();
      assertThat(reason(keys.health(Set.of("issuing-2")))).startsWith("nothing is labelled");
    }
  }

  private Keyring open() {
    return Keyring.open(first.settings(), Optional.of(next.settings()));
  }

  private static void add(SoftHsm.Token to, String... labels) {
    try (Pkcs11Token token = Pkcs11Token.open(to.settings())) {
      List.of(labels).forEach(label -> token.generate(label, KeyShape.EC_P256));
    }
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

  private static String reason(HsmHealth health) {
    return ((HsmHealth.Down) health).reason();
  }
}
