package org.bailiwick.node.hsm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenCipherTest {

  private static final byte[] PLAIN = "thirty-two bytes that none knows".getBytes(UTF_8);
  private static final byte[] CONTEXT = "account/1".getBytes(UTF_8);

  private final SoftHsm.Token fresh = SoftHsm.freshToken();
  private Pkcs11Token token;

  @BeforeEach
  void open() {
    token = Pkcs11Token.open(fresh.settings());
    token.generateSecretKey("secrets-1");
  }

  @AfterEach
  void close() {
    token.close();
  }

  private void refuses(byte[] encrypted, byte[] context) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> token.cipher("secrets-1").decrypt(encrypted, context));
    assertThat(refusal).isNotNull();
    assertThat(refusal.type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo("hsm-refusal");
  }

  @Test
  void theKeyNeverLeavesTheToken() {
    assertThat(fresh.tool("--list-objects", "--type", "secrkey"))
        .contains("secrets-1")
        .contains("sensitive, always sensitive, never extractable, local")
        .containsPattern("Usage: +encrypt, decrypt\\n");
  }

  @Test
  void aTextIsReadAgainWithItsContextAlone() {
    byte[] encrypted = token.cipher("secrets-1").encrypt(PLAIN, CONTEXT);
    assertThat(token.cipher("secrets-1").decrypt(encrypted, CONTEXT)).isEqualTo(PLAIN);
    refuses(encrypted, "account/2".getBytes(UTF_8));
    encrypted[20] ^= 1;
    refuses(encrypted, CONTEXT);
    refuses(new byte[27], CONTEXT);
  }

  @Test
  void noTwoTextsAreAlike() {
    TokenCipher cipher = token.cipher("secrets-1");
    assertThat(cipher.encrypt(PLAIN, CONTEXT)).isNotEqualTo(cipher.encrypt(PLAIN, CONTEXT));
  }

  @Test
  void anotherLoginReadsItToo() {
    byte[] encrypted = token.cipher("secrets-1").encrypt(PLAIN, CONTEXT);
    try (Pkcs11Token other = Pkcs11Token.open(fresh.settings())) {
      assertThat(other.cipher("secrets-1").decrypt(encrypted, CONTEXT)).isEqualTo(PLAIN);
    }
    token = Pkcs11Token.open(fresh.settings()); // a login belongs to the process
  }

  @Test
  void aMissingKeyIsNamedInTheLogAlone() {
    assertThatThrownBy(() -> token.cipher("secrets-2").encrypt(PLAIN, CONTEXT))
        .hasRootCauseMessage("no secret key is labelled secrets-2")
        .hasMessageNotContaining("secrets-2");
  }

  @Test
  void aKeyIsMadeOnceAndDeleted() {
    assertThatThrownBy(() -> token.generateSecretKey("secrets-1"))
        .hasMessageContaining("already holds something labelled secrets-1");
    token.delete("secrets-1");
    assertThat(token.holds("secrets-1")).isFalse();
  }

  /** The signing keys beside it are found as before. */
  @Test
  void signingKeysAreFoundBesideIt() {
    token.generate("token-signing", KeyShape.EC_P256);
    assertThat(token.key("token-signing").sign(new byte[4])).isNotEmpty();
  }
}
