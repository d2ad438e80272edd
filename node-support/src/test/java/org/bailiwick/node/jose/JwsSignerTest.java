package org.bailiwick.node.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwsSignerTest {

  @ParameterizedTest
  @CsvSource({
    "SHA256withECDSA, ES256",
    "SHA256withECDSAinP1363Format, ES256",
    "SHA256withRSA, RS256"
  })
  void anotherLibraryVerifiesIt(String algorithm, String alg) throws Exception {
    KeyPair pair = alg.equals("RS256") ? TestKeys.rsa3072() : TestKeys.ec();
    JwsSigner signer = new JwsSigner(new MemoryKey(pair, algorithm), "key-1");
    assertThat(signer.algorithm()).isEqualTo(alg);
    // Often enough that short and negative-looking DER integers come up.
    for (int i = 0; i < (alg.equals("RS256") ? 3 : 300); i++) {
      String token = signer.sign("at+jwt", claims(i));
      JsonWebSignature other = new JsonWebSignature();
      other.setCompactSerialization(token);
      other.setKey(pair.getPublic());
      assertThat(other.verifySignature()).isTrue();
      assertThat(other.getHeader("typ")).isEqualTo("at+jwt");
      assertThat(other.getKeyIdHeaderValue()).isEqualTo("key-1");
      assertThat(other.getPayload()).isEqualTo(claims(i).toString());
    }
  }

  @Test
  void ourOwnChecksAcceptIt() {
    KeyPair pair = TestKeys.ec();
    String token =
        new JwsSigner(new MemoryKey(pair, "SHA256withECDSA"), "k").sign("txntoken+jwt", claims(1));
    VerifiedJwt verified =
        JwtChecks.of("txn-token", ProblemType.ACCESS_TOKEN_INVALID)
            .type("txntoken+jwt")
            .algorithms(List.of("ES256"))
            .keys(JwtKeys.of(pair.getPublic()))
            .build()
            .verify(token);
    assertThat(verified.text("sub")).isEqualTo("s1");
  }

  @Test
  void keysThatDoNotFitAreRefusedAtOnce() {
    assertThatThrownBy(() -> signer(TestKeys.ec("secp384r1"), "SHA256withECDSA"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> signer(TestKeys.ec(), "SHA384withECDSA"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> signer(TestKeys.ec(), "SHA256withRSA"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static JwsSigner signer(KeyPair pair, String algorithm) {
    return new JwsSigner(new MemoryKey(pair, algorithm), "k");
  }

  private static jakarta.json.JsonObject claims(int i) {
    return Json.createObjectBuilder()
        .add("sub", "s" + i)
        .add("exp", Instant.parse("2999-01-01T00:00:00Z").getEpochSecond())
        .build();
  }
}
