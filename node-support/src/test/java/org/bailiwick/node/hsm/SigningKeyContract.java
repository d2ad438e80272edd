package org.bailiwick.node.hsm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.Signature;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of every signing key, wherever it is stored. */
abstract class SigningKeyContract {

  abstract SigningKey key(KeyShape shape);

  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void signatureVerifiesWithThePublicKey(KeyShape shape) throws Exception {
    SigningKey key = key(shape);
    byte[] message = "to be signed".getBytes(UTF_8);
    assertThat(verifies(key, message, key.sign(message))).isTrue();
    assertThat(verifies(key, "another".getBytes(UTF_8), key.sign(message))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(KeyShape.class)
  void namesTheAlgorithmOfItsShape(KeyShape shape) {
    assertThat(key(shape).algorithm()).isEqualTo(shape.signatureAlgorithm());
    assertThat(KeyShape.of(key(shape).publicKey())).isEqualTo(shape);
  }

  @Test
  void manyThreadsSignAtOnce() {
    SigningKey key = key(KeyShape.EC_P256);
    List<byte[]> messages =
        IntStream.range(0, 200).mapToObj(i -> ("message " + i).getBytes(UTF_8)).toList();
    assertThat(messages.parallelStream().allMatch(m -> verifies(key, m, key.sign(m)))).isTrue();
  }

  @Test
  void signsAMegabyte() {
    SigningKey key = key(KeyShape.EC_P256);
    byte[] large = new byte[1 << 20];
    assertThat(verifies(key, large, key.sign(large))).isTrue();
  }

  static boolean verifies(SigningKey key, byte[] message, byte[] signature) {
    try {
      Signature check = Signature.getInstance(key.algorithm());
      check.initVerify(key.publicKey());
      check.update(message);
      return check.verify(signature);
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
