package org.bailiwick.node.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

class Pkcs11TokenTest {

  @Test
  void generatedKeyNeverLeavesTheToken() {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      token.generate("issuing-1", KeyShape.EC_P256);
    }
    assertThat(fresh.tool("--list-objects", "--type", "privkey"))
        .contains("issuing-1")
        .contains("sensitive, always sensitive, never extractable, local")
        .containsPattern("Usage: +sign\\n");
  }

  @Test
  void refusesToGenerateTwice() {
    try (Pkcs11Token token = Pkcs11Token.open(SoftHsm.freshToken().settings())) {
      token.generate("events", KeyShape.EC_P256);
      assertThatThrownBy(() -> token.generate("events", KeyShape.EC_P256))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("already holds something labelled events");
    }
  }

  @Test
  void attachesACertificateOfTheSameKeyOnly() {
    try (Pkcs11Token token = Pkcs11Token.open(SoftHsm.freshToken().settings())) {
      token.generate("one", KeyShape.EC_P256);
      token.generate("two", KeyShape.EC_P256);
      assertThatThrownBy(() -> token.attach("one", token.certificate("two")))
          .hasMessageContaining("another key");
      token.attach("one", token.certificate("one"));
      assertThat(SigningKeyContract.verifies(token.key("one"), new byte[5], sign(token, "one")))
          .isTrue();
    }
  }

  @Test
  void namesAMissingKey() {
    try (Pkcs11Token token = Pkcs11Token.open(SoftHsm.freshToken().settings())) {
      assertUnavailable(() -> token.key("nowhere"), "nothing is labelled nowhere");
    }
  }

  @Test
  void namesAKeyWithoutCertificate() {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    fresh.tool("--keypairgen", "--key-type", "EC:prime256v1", "--label", "bare", "--id", "01");
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      assertUnavailable(
          () -> token.key("bare"), "nothing is labelled bare that is a key and its certificate");
    }
  }

  @Test
  void namesTwoKeysOfOneLabel() {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      token.generate("twin", KeyShape.EC_P256);
      token.generate("single", KeyShape.EC_P256);
    }
    // 7477696e: "twin", the id that the first one was given.
    fresh.tool(
        "--keypairgen", "--key-type", "EC:prime256v1", "--label", "twin", "--id", "7477696e");
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      assertUnavailable(() -> token.key("twin"), "two private keys of one label");
      assertThat(sign(token, "single")).isNotEmpty();
    }
  }

  @Test
  void triesAWrongPinOnce() throws Exception {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    Files.writeString(fresh.pinFile(), "not-the-pin\n");
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      assertThat(token.health())
          .isEqualTo(
              new HsmHealth.Down(
                  "the token refused the PIN: CKR_PIN_INCORRECT; correct it and restart the node"));
      assertUnavailable(() -> token.key("any"), "refused the PIN");
      // The connection forgot the PIN, so there is nothing left to try with.
      assertThat(token.health()).isInstanceOf(HsmHealth.Down.class);
    }
  }

  @Test
  void refusesAPinFileThatOthersCanRead() throws Exception {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    Files.setPosixFilePermissions(fresh.pinFile(), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> Pkcs11Token.open(fresh.settings()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("rw-r-----")
        .hasMessageNotContaining("48151623");
  }

  @Test
  void isDownWhenTheSlotHoldsNoToken() throws Exception {
    SoftHsm.Token fresh = SoftHsm.freshToken();
    String text = Files.readString(fresh.configuration()).replaceFirst("slot = \\d+", "slot = 77");
    Files.writeString(fresh.configuration(), text);
    try (Pkcs11Token token = Pkcs11Token.open(fresh.settings())) {
      assertThat(token.health()).isInstanceOf(HsmHealth.Down.class);
    }
  }

  @Test
  void isUpWhileItAnswersAndDownAfterClosing() {
    Pkcs11Token token = Pkcs11Token.open(SoftHsm.freshToken().settings());
    assertThat(token.health()).isEqualTo(new HsmHealth.Up());
    token.close();
    assertThat(token.health()).isInstanceOf(HsmHealth.Down.class);
  }

  private static byte[] sign(Pkcs11Token token, String label) {
    return token.key(label).sign(new byte[5]);
  }

  private static void assertUnavailable(Runnable call, String reason) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE);
              assertThat(e.getMessage()).doesNotContain("CKR_");
            })
        .cause()
        .hasMessageContaining(reason);
  }
}
