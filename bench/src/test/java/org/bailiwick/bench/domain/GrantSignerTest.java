package org.bailiwick.bench.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import org.bailiwick.bench.PreparedEnrolments;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

class GrantSignerTest {
  private final KeyPair key = PreparedEnrolments.agentKey();
  private final GrantSigner signer =
      new GrantSigner(
          key.getPrivate(), "https://as.example", "spiffe://partner.example/agent/buyer", "a@1");

  @Test
  void signsAGrantForOneServer() throws Exception {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(signer.grant("https://master.example"));
    jws.setKey(key.getPublic());
    assertThat(jws.verifySignature()).isTrue();
    assertThat(jws.getAlgorithmHeaderValue()).isEqualTo("ES256");
    JwtClaims claims = JwtClaims.parse(jws.getPayload());
    assertThat(claims.getIssuer()).isEqualTo("https://as.example");
    assertThat(claims.getAudience()).containsExactly("https://master.example");
    assertThat(claims.getStringClaimValue("scope")).isEqualTo("a@1");
  }

  @Test
  void signsEachGrantForOneUse() throws Exception {
    assertThat(id(signer.grant("https://master.example")))
        .isNotEqualTo(id(signer.grant("https://master.example")));
  }

  @Test
  void showsNoKey() {
    assertThat(signer).hasToString("GrantSigner[https://as.example]");
  }

  private static String id(String compact) throws Exception {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(compact);
    return JwtClaims.parse(jws.getUnverifiedPayload()).getJwtId();
  }
}
