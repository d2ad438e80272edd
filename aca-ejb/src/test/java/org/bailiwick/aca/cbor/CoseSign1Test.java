package org.bailiwick.aca.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.testing.TestCbor;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Signatures by each algorithm of RFC 9053 section 2 that is accepted, and by none other. */
class CoseSign1Test {
  private static final Set<String> ALL = Set.of("ES256", "ES384", "EdDSA");

  static Stream<Arguments> algorithms() {
    return Stream.of(
        Arguments.of("ES256", -7, TestKeys.ec(), "SHA256withECDSAinP1363Format"),
        Arguments.of("ES384", -35, TestKeys.ec("secp384r1"), "SHA384withECDSAinP1363Format"),
        Arguments.of("EdDSA", -8, TestKeys.ed25519(), "Ed25519"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("algorithms")
  void acceptsTheSignersKeyAlone(String name, int code, KeyPair signer, String signature) {
    CoseSign1 message = message(code, signer, signature);
    PublicKey stranger = TestKeys.ec().getPublic();
    message.requireSignedBy(List.of(stranger, signer.getPublic()), Set.of(name));
    assertThat(message.claims()).containsEntry("6", 7L);
    assertThat(refusal(message, stranger, ALL)).isEqualTo("eat-signature");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("algorithms")
  void refusesAnAlgorithmThatIsNotListed(String name, int code, KeyPair signer, String signature) {
    Set<String> others =
        Set.copyOf(ALL.stream().filter(algorithm -> !algorithm.equals(name)).toList());
    assertThat(refusal(message(code, signer, signature), signer.getPublic(), others))
        .isEqualTo("eat-algorithm");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("algorithms")
  void refusesAnAlgorithmThatIsNotTheSignaturesOwn(
      String name, int code, KeyPair signer, String signature) {
    algorithms()
        .map(each -> (int) each.get()[1])
        .filter(other -> other != code)
        .forEach(
            other ->
                assertThat(refusal(message(other, signer, signature), signer.getPublic(), ALL))
                    .isEqualTo("eat-signature"));
    assertThat(refusal(message(-37, signer, signature), signer.getPublic(), ALL))
        .isEqualTo("eat-algorithm");
  }

  private static CoseSign1 message(int code, KeyPair signer, String signature) {
    byte[] octets =
        TestCbor.sign1(
            signer.getPrivate(),
            Map.of(6, 7),
            message -> {
              message.headers = TestCbor.of(Map.of(1, code));
              message.algorithm = signature;
            });
    return CoseSign1.read("eat", Octets.of(octets));
  }

  private static String refusal(CoseSign1 message, PublicKey key, Set<String> algorithms) {
    return catchThrowableOfType(
            ProblemException.class, () -> message.requireSignedBy(List.of(key), algorithms))
        .check();
  }
}
