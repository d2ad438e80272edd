package org.bailiwick.aca.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** An OpenID provider with its keys in its configuration file. */
public final class TestProvider {

  public static final String ISSUER = "https://idp.example";

  private final KeyPair key = TestKeys.ec();

  /** Writes the file by which an operator trusts this provider. */
  public void trustIn(Path folder) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.getPublic());
      jwk.setKeyId("k1");
      String jwks = new JsonWebKeySet(jwk).toJson(OutputControlLevel.PUBLIC_ONLY);
      Files.writeString(
          folder.resolve("idp.json"),
          """
          {"issuer":"%s","audience":"bailiwick","algorithms":["ES256"],"roles_claim":"roles",
           "events":{"audience":"https://aca.example"},
           "owners":{"alice":["Finance"],"role:operations":["Operations"]},"jwks":%s}
          """
              .formatted(ISSUER, jwks));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A security event token about Alice with some claims changed. */
  public String event(
      Instant now, String type, Map<String, Object> payload, Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", ISSUER);
    claims.put("aud", "https://aca.example");
    claims.put("iat", now.getEpochSecond());
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("sub_id", Map.of("format", "iss_sub", "iss", ISSUER, "sub", "alice"));
    claims.put("events", Map.of("https://schemas.openid.net/secevent/" + type, payload));
    change.accept(claims);
    return Jws.sign(key.getPrivate(), "ES256", Map.of("typ", "secevent+jwt", "kid", "k1"), claims);
  }

  public String token(Instant now) {
    return token(now, claims -> {});
  }

  /** Alice's token with some claims changed. */
  public String token(Instant now, Consumer<Map<String, Object>> change) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", ISSUER);
    claims.put("sub", "alice");
    claims.put("aud", "bailiwick");
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plusSeconds(300).getEpochSecond());
    claims.put("roles", List.of());
    change.accept(claims);
    return Jws.sign(key.getPrivate(), "ES256", Map.of("typ", "JWT", "kid", "k1"), claims);
  }
}
