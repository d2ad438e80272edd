package org.bailiwick.client.testing;

import java.security.KeyPair;
import java.util.Map;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** A transaction token service's key and tokens, for tests that change one claim at a time. */
public final class TestTokens {
  private final KeyPair key = TestKeys.ec();
  private final String kid;
  private final String domain;

  public TestTokens(String kid, String domain) {
    this.kid = kid;
    this.domain = domain;
  }

  public String jwks() {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.getPublic());
      jwk.setKeyId(kid);
      return new JsonWebKeySet(jwk).toJson(OutputControlLevel.PUBLIC_ONLY);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The claims of a good token for this scope and workload. */
  public JwtClaims claims(String scope, String workload) {
    JwtClaims claims = new JwtClaims();
    claims.setIssuer("https://master.bailiwick.example");
    claims.setAudience(domain);
    claims.setIssuedAtToNow();
    claims.setExpirationTimeMinutesInTheFuture(2);
    claims.setGeneratedJwtId();
    claims.setStringClaim("txn", "txn-1");
    claims.setSubject("purchasing");
    claims.setStringClaim("scope", scope);
    claims.setStringClaim("req_wl", workload);
    claims.setClaim("tctx", Map.of("job", "job-1", "purpose", "test", "caller", "x"));
    claims.setClaim("rctx", Map.of("step", "step-1"));
    return claims;
  }

  public static void expire(JwtClaims claims) {
    NumericDate past = NumericDate.now();
    past.addSeconds(-60);
    claims.setExpirationTime(past);
  }

  public String sign(JwtClaims claims) {
    return sign("txntoken+jwt", claims);
  }

  public String sign(String type, JwtClaims claims) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setHeader("typ", type);
    jws.setAlgorithmHeaderValue("ES256");
    jws.setKeyIdHeaderValue(kid);
    jws.setPayload(claims.toJson());
    jws.setKey(key.getPrivate());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
