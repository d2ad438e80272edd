package org.bailiwick.node.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VerificationTest {
  private static final byte[] MESSAGE = "what was signed".getBytes(UTF_8);
  private static final byte[] OTHER = "what was not".getBytes(UTF_8);

  @ParameterizedTest
  @CsvSource({
    "SHA256withECDSA, secp256r1",
    "SHA384withECDSA, secp384r1",
    "SHA256withECDSAinP1363Format, secp256r1",
    "SHA384withECDSAinP1363Format, secp384r1",
    "SHA512withECDSAinP1363Format, secp521r1",
  })
  void acceptsWhatAnEllipticKeySignedAndNothingElse(String algorithm, String curve)
      throws Exception {
    KeyPair key = TestKeys.ec(curve);
    requireOnlyTheSigned(algorithm, key, TestKeys.ec(curve).getPublic());
  }

  @ParameterizedTest
  @CsvSource({"SHA256withRSA, RSA", "SHA512withRSA, RSA", "Ed25519, Ed25519"})
  void acceptsWhatAnotherKeySignedAndNothingElse(String algorithm, String kind) throws Exception {
    boolean rsa = kind.equals("RSA");
    requireOnlyTheSigned(
        algorithm,
        rsa ? TestKeys.rsa2048() : TestKeys.ed25519(),
        (rsa ? TestKeys.rsa3072() : TestKeys.ed25519()).getPublic());
  }

  @ParameterizedTest
  @MethodSource("providers")
  void comparesParametersToo(Provider provider) throws Exception {
    KeyPair key = TestKeys.rsa2048();
    PSSParameterSpec strong = pss("SHA-256", MGF1ParameterSpec.SHA256, 32);
    Signature signer = Signature.getInstance("RSASSA-PSS");
    signer.setParameter(strong);
    byte[] signature = sign(signer, key);

    assertThat(pss(provider, strong).accepts(key.getPublic(), MESSAGE, signature)).isTrue();
    assertThat(
            pss(provider, pss("SHA-384", MGF1ParameterSpec.SHA384, 48))
                .accepts(key.getPublic(), MESSAGE, signature))
        .isFalse();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void refusesKeysOfAnotherKindAndBytesThatAreNoSignature(Provider provider) {
    Verification ecdsa = plain(provider, "SHA256withECDSA");
    assertThat(ecdsa.accepts(TestKeys.rsa2048().getPublic(), MESSAGE, new byte[256])).isFalse();
    for (int length : new int[] {0, 1, 8, 64, 72, 5000}) {
      byte[] junk = new byte[length];
      Arrays.fill(junk, (byte) 0x30);
      assertThat(ecdsa.accepts(TestKeys.ec().getPublic(), MESSAGE, junk)).isFalse();
    }
  }

  /** CVE-2022-21449: r and s of zero verified under any key. */
  @ParameterizedTest
  @MethodSource("providers")
  void refusesSignaturesOfZeros(Provider provider) {
    PublicKey key = TestKeys.ec().getPublic();
    assertThat(plain(provider, "SHA256withECDSAinP1363Format").accepts(key, MESSAGE, new byte[64]))
        .isFalse();
    assertThat(
            plain(provider, "SHA256withECDSA")
                .accepts(key, MESSAGE, new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}))
        .isFalse();
  }

  @Test
  void refusesAlgorithmsThatNobodyKnows() {
    assertThatIllegalArgumentException().isThrownBy(() -> Verification.by("SHA256withNothing"));
  }

  /** All there are: on a platform without the native library it is one. */
  static List<Provider> providers() {
    return VerifyingProviders.all();
  }

  private static Verification plain(Provider provider, String algorithm) {
    return new Verification(provider, algorithm, Optional.empty());
  }

  private static Verification pss(Provider provider, PSSParameterSpec parameters) {
    return new Verification(provider, "RSASSA-PSS", Optional.of(parameters));
  }

  private static void requireOnlyTheSigned(String algorithm, KeyPair key, PublicKey another)
      throws GeneralSecurityException {
    byte[] signature = sign(Signature.getInstance(algorithm), key);
    for (Provider provider : VerifyingProviders.all()) {
      Verification verification = new Verification(provider, algorithm, Optional.empty());
      requireOnlyTheSigned(verification, key, another, signature);
    }
  }

  private static void requireOnlyTheSigned(
      Verification verification, KeyPair key, PublicKey another, byte[] signature) {
    assertThat(verification.accepts(key.getPublic(), MESSAGE, signature)).isTrue();
    assertThat(verification.accepts(key.getPublic(), OTHER, signature)).isFalse();
    assertThat(verification.accepts(another, MESSAGE, signature)).isFalse();
    byte[] changed = signature.clone();
    changed[changed.length - 1] ^= 1;
    assertThat(verification.accepts(key.getPublic(), MESSAGE, changed)).isFalse();
    byte[] cut = Arrays.copyOf(signature, signature.length - 1);
    assertThat(verification.accepts(key.getPublic(), MESSAGE, cut)).isFalse();
  }

  private static byte[] sign(Signature signer, KeyPair key) throws GeneralSecurityException {
    signer.initSign(key.getPrivate());
    signer.update(MESSAGE);
    return signer.sign();
  }

  private static PSSParameterSpec pss(String digest, MGF1ParameterSpec mask, int salt) {
    return new PSSParameterSpec(digest, "MGF1", mask, salt, 1);
  }
}
