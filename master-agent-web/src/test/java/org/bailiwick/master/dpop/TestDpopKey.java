package org.bailiwick.master.dpop;

import java.security.KeyPair;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** The key of a client that makes proofs by jose4j, right ones and wrong ones. */
public final class TestDpopKey {

  private final KeyPair pair;
  private final String algorithm;

  public TestDpopKey(KeyPair pair, String algorithm) {
    this.pair = pair;
    this.algorithm = algorithm;
  }

  public static TestDpopKey ec() {
    return new TestDpopKey(TestKeys.ec(), "ES256");
  }

  private PublicJsonWebKey jwk() {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  public String thumbprint() {
    return jwk().calculateBase64urlEncodedThumbprint("SHA-256");
  }

  public KeyPair pair() {
    return pair;
  }

  /** The members of the public key. */
  public Map<String, Object> publicJwk() {
    return jwk().toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
  }

  /** The members of the key, the private ones too. */
  public Map<String, Object> privateJwk() {
    PublicJsonWebKey whole = jwk();
    whole.setPrivateKey(pair.getPrivate());
    return whole.toParams(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
  }

  /** A proof for this request, made at this time. */
  public Proof proof(String method, String uri, Instant now) {
    Proof proof = new Proof();
    proof.header("typ", "dpop+jwt");
    proof.header("alg", algorithm);
    proof.header("jwk", jwk().toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    return proof
        .claim("htm", method)
        .claim("htu", uri)
        .claim("iat", now.getEpochSecond())
        .claim("jti", UUID.randomUUID().toString());
  }

  /** A proof that a test changes before it is signed. */
  public final class Proof {
    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new HashMap<>();
    private Optional<TestDpopKey> signer = Optional.empty();

    public Proof header(String name, Object value) {
      header.put(name, value);
      return this;
    }

    public Proof claim(String name, Object value) {
      claims.put(name, value);
      return this;
    }

    public Proof without(String name) {
      header.remove(name);
      claims.remove(name);
      return this;
    }

    public Proof nonce(DpopProofs proofs) {
      return claim("nonce", proofs.nonce());
    }

    public Proof token(String accessToken) {
      return claim("ath", Sha256.base64url(accessToken));
    }

    Proof signedBy(TestDpopKey other) {
      signer = Optional.of(other);
      return this;
    }

    public String compact() {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
      header.forEach((name, value) -> jws.getHeaders().setObjectHeaderValue(name, value));
      jws.setPayload(JsonUtil.toJson(claims));
      if (!"none".equals(header.get("alg"))) {
        jws.setKey(signer.orElse(TestDpopKey.this).pair.getPrivate());
      }
      try {
        return jws.getCompactSerialization();
      } catch (JoseException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
