package org.bailiwick.node.jose;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Base64;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against jose4j as the other party: what it signs is accepted, for each algorithm. */
class CompactJwsTest {

  @ParameterizedTest
  @CsvSource({"ES256, secp256r1", "ES384, secp384r1", "ES512, secp521r1"})
  void acceptsEllipticSignaturesByKeysOnTheCurveOfTheAlgorithmOnly(String alg, String curve) {
    KeyPair key = TestKeys.ec(curve);
    requireSignedByThatKeyOnly(alg, key, TestKeys.ec(curve).getPublic());
    for (String other : new String[] {"secp256r1", "secp384r1", "secp521r1"}) {
      assertThat(JwsAlgorithm.find(alg).orElseThrow().fits(TestKeys.ec(other).getPublic()))
          .isEqualTo(other.equals(curve));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
  void acceptsRsaSignaturesByTheirKeyOnly(String alg) {
    requireSignedByThatKeyOnly(alg, TestKeys.rsa2048(), TestKeys.rsa3072().getPublic());
  }

  @Test
  void acceptsEdwardsSignaturesByTheirKeyOnly() {
    requireSignedByThatKeyOnly("EdDSA", TestKeys.ed25519(), TestKeys.ec().getPublic());
  }

  @Test
  void refusesShortRsaKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    KeyPair weak = generator.generateKeyPair();
    CompactJws jws = CompactJws.read(signed("RS256", weak)).orElseThrow();
    assertThat(jws.isSignedBy(weak.getPublic(), JwsAlgorithm.RS256)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "es256", "ES256K", ""})
  void knowsNoAlgorithmWithoutAPublicKey(String alg) {
    assertThat(JwsAlgorithm.find(alg)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a.b.", "a.b.c.d", "a.b=.c", "a. b.c", "a.b.c\n"})
  void readsThreePartsOfBase64urlOnly(String text) {
    assertThat(CompactJws.read(text)).isEmpty();
  }

  /** Else a token has several texts by one signature (RFC 4648 section 3.5). */
  @ParameterizedTest
  @ValueSource(strings = {"AB.AQ.AQ", "AQ.AAF.AQ", "AQ.AQ.AR", "AQ.AQ.AAB", "AQ.AQ.AAAAA"})
  void readsPartsInTheOneFormOfTheirOctetsOnly(String text) {
    assertThat(CompactJws.read(text)).isEmpty();
    assertThat(CompactJws.read("AQ.AAE.AAAA")).isPresent();
  }

  private static void requireSignedByThatKeyOnly(String alg, KeyPair key, PublicKey another) {
    JwsAlgorithm algorithm = JwsAlgorithm.find(alg).orElseThrow();
    String compact = signed(alg, key);
    CompactJws jws = CompactJws.read(compact).orElseThrow();
    assertThat(jws.isSignedBy(key.getPublic(), algorithm)).isTrue();
    assertThat(jws.isSignedBy(another, algorithm)).isFalse();
    assertThat(jws.claims()).hasValueSatisfying(claims -> assertThat(claims).containsKey("a"));
    String otherClaims =
        Base64.getUrlEncoder().withoutPadding().encodeToString("{\"a\":2}".getBytes(US_ASCII));
    String[] parts = compact.split("\\.", -1);
    String changed = parts[0] + "." + otherClaims + "." + parts[2];
    assertThat(CompactJws.read(changed).orElseThrow().isSignedBy(key.getPublic(), algorithm))
        .isFalse();
  }

  private static String signed(String alg, KeyPair key) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(alg);
    jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    jws.setDoKeyValidation(false);
    jws.setPayload("{\"a\":1}");
    jws.setKey(key.getPrivate());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
