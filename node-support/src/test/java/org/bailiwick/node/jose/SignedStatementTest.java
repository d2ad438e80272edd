package org.bailiwick.node.jose;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements that jose4j signed. */
class SignedStatementTest {
  private static final String TYPE = "ceremony-record+jwt";
  private static final String PAYLOAD = "{\"version\":1,\"organisation\":\"Größe\"}";

  private final KeyPair key = TestKeys.ec();
  private final JsonWebSignature jws = new JsonWebSignature();

  @BeforeEach
  void prepare() {
    jws.setAlgorithmHeaderValue("ES256");
    jws.setHeader("typ", TYPE);
    jws.setKey(key.getPrivate());
    jws.setPayload(PAYLOAD);
  }

  @Test
  void readsWhatTheKeySigned() throws JoseException {
    assertThat(SignedStatement.payload(jws.getCompactSerialization(), TYPE, key.getPublic()))
        .contains(PAYLOAD);
  }

  @Test
  void refusesAnotherKey() throws JoseException {
    assertThat(
            SignedStatement.payload(jws.getCompactSerialization(), TYPE, TestKeys.ec().getPublic()))
        .isEmpty();
  }

  @Test
  void refusesAnotherType() throws JoseException {
    jws.setHeader("typ", "audit-head+jwt");
    requireRefused();
  }

  @Test
  void refusesAMissingType() throws JoseException {
    jws.getHeaders().setObjectHeaderValue("typ", null);
    requireRefused();
  }

  /** RFC 7515 section 4.1.11: who does not understand an extension must not accept it. */
  @Test
  void refusesExtensions() throws JoseException {
    jws.setHeader("exp", 1);
    jws.setCriticalHeaderNames("exp");
    requireRefused();
  }

  @Test
  void refusesAnotherAlgorithm() throws JoseException {
    KeyPair rsa = TestKeys.rsa2048();
    jws.setAlgorithmHeaderValue("RS256");
    jws.setKey(rsa.getPrivate());
    assertThat(SignedStatement.payload(jws.getCompactSerialization(), TYPE, rsa.getPublic()))
        .isEmpty();
  }

  @Test
  void refusesAnotherPayloadUnderTheSignature() throws JoseException {
    String[] parts = jws.getCompactSerialization().split("\\.", -1);
    String other = jws.getHeaders().getEncodedHeader() + ".e30." + parts[2];
    assertThat(SignedStatement.payload(other, TYPE, key.getPublic())).isEmpty();
  }

  private void requireRefused() throws JoseException {
    assertThat(SignedStatement.payload(jws.getCompactSerialization(), TYPE, key.getPublic()))
        .isEmpty();
  }
}
