package org.bailiwick.bench.domain;

import java.io.IOException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.UUID;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.contract.credential.Pem;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Signs JWT grants (RFC 7523) as the partner's authorization server, each for one use. */
record GrantSigner(PrivateKey key, String issuer, String client, String scope) {
  private static final int LIFETIME_SECONDS = 240;

  static GrantSigner of(BenchProperties properties) throws IOException {
    return new GrantSigner(
        Pem.privateKey(properties.text("grant.key")),
        properties.required("grant.issuer"),
        properties.required("buyer.id"),
        properties.required("scope"));
  }

  /** A grant for the buyer at this server. */
  String grant(String audience) {
    NumericDate now = NumericDate.fromSeconds(Instant.now().getEpochSecond());
    JwtClaims claims = new JwtClaims();
    claims.setIssuer(issuer);
    claims.setSubject("purchasing");
    claims.setAudience(audience);
    claims.setIssuedAt(now);
    claims.setExpirationTime(NumericDate.fromSeconds(now.getValue() + LIFETIME_SECONDS));
    claims.setJwtId(UUID.randomUUID().toString());
    claims.setStringClaim("client_id", client);
    claims.setStringClaim("scope", scope);
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    jws.setKeyIdHeaderValue("bench-1");
    jws.setHeader("typ", "JWT");
    jws.setPayload(claims.toJson());
    jws.setKey(key);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("the partner's key cannot sign", e);
    }
  }

  /** Omits the key. */
  @Override
  public String toString() {
    return "GrantSigner[" + issuer + "]";
  }
}
