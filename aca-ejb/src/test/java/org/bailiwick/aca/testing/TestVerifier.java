package org.bailiwick.aca.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** A Verifier of another party: its key, its results and the file by which it is trusted. */
public final class TestVerifier {

  public static final String PROFILE = "tag:ietf.org,2026:rats/ear#03";
  public static final String DEVELOPER = "https://verifier.example";
  public static final String BUILD = "vts 0.0.1";

  public final KeyPair key = TestKeys.ec();

  /** The claims of a sound result that affirms all. */
  public Map<String, Object> ear(String nonce, Instant now) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("eat_profile", PROFILE);
    claims.put("iat", now.getEpochSecond());
    claims.put("ear_verifier_id", Map.of("developer", DEVELOPER, "build", BUILD));
    claims.put("eat_nonce", nonce);
    claims.put("submods", Map.of("device", submodule("affirming", 2)));
    return claims;
  }

  /** One submodule with this status and this value for executables. */
  public static Map<String, Object> submodule(String status, int executables) {
    Map<String, Object> submodule = new HashMap<>();
    submodule.put("ear_status", status);
    submodule.put(
        "ear_trustworthiness_vector", Map.of("instance-identity", 2, "executables", executables));
    submodule.put("ear_appraisal_policy_ids", List.of("https://verifier.example/policy/1"));
    return submodule;
  }

  public static Map<String, Object> cnf(PublicKey key) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
      return Map.of("jwk", jwk.toParams(OutputControlLevel.PUBLIC_ONLY));
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  public String sign(Map<String, Object> claims) {
    return sign(key.getPrivate(), claims);
  }

  public static String sign(PrivateKey signer, Map<String, Object> claims) {
    return Jws.sign(signer, "ES256", Map.of("typ", "JWT", "kid", "v1"), claims);
  }

  public String jwks() {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.getPublic());
      jwk.setKeyId("v1");
      return new JsonWebKeySet(jwk).toJson(OutputControlLevel.PUBLIC_ONLY);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes its file with these members besides. */
  public void trustIn(Path folder, String members) {
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("plant.json"),
          """
          {"verifier_id":{"developer":"%s"},"algorithms":["ES256"],"jwks":%s,%s}
          """
              .formatted(DEVELOPER, jwks(), members));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
