package org.bailiwick.master.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.master.attesters.Attesters;
import org.bailiwick.master.dpop.TestDpopKey;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** A client attester that signs by jose4j, right attestations and wrong ones, and its file. */
public final class TestAttester {

  public static final String ISSUER = "https://attester.example";
  public static final String NAME = "fleet";

  private final Path folder;
  private final Clock clock;
  private final Attesters attesters;
  private final KeyPair key = TestKeys.ec();

  TestAttester(Path folder, TrustDomain own, Clock clock) {
    this.folder = folder;
    this.clock = clock;
    this.attesters =
        new Attesters(
            Optional.of(folder), own, new GuardedFetch(FetchSettings.of(Set.of())), clock);
  }

  /** The attesters as a node reads them. */
  public Attesters attesters() {
    return attesters;
  }

  /** Lets the attester vouch for these clients for an hour; a node reads it two seconds later. */
  public void trust(String... clients) {
    write(NAME + ".jwks", jwks());
    write(NAME + ".json", file(clients));
  }

  /** Its file for these clients. */
  public String file(String... clients) {
    return """
        {"issuer": "%s", "jwks_file": "fleet.jwks", "algorithms": ["ES256"],
         "clients": ["%s"], "longest_lifetime": "PT1H"}"""
        .formatted(ISSUER, String.join("\", \"", clients));
  }

  /** Its key set, with one key. */
  public String jwks() {
    return new JsonWebKeySet(jwk()).toJson();
  }

  private PublicJsonWebKey jwk() {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.getPublic());
      jwk.setKeyId("a1");
      return jwk;
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes this text as a file of the folder of attesters. */
  public void write(String name, String text) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the trust in this attester away. */
  public void remove() {
    try {
      Files.delete(folder.resolve(NAME + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An attestation for this client's key, for five minutes. */
  public Signed attestation(String client, TestDpopKey instance) {
    long now = clock.instant().getEpochSecond();
    return new Signed(key)
        .header("typ", "oauth-client-attestation+jwt")
        .header("alg", "ES256")
        .header("kid", "a1")
        .claim("iss", ISSUER)
        .claim("sub", client)
        .claim("iat", now)
        .claim("exp", now + 300)
        .claim("cnf", Map.of("jwk", instance.publicJwk()));
  }

  /** A proof of possession for this server, with this challenge. */
  public Signed pop(TestDpopKey instance, String audience, String challenge) {
    return new Signed(instance.pair())
        .header("typ", "oauth-client-attestation-pop+jwt")
        .header("alg", "ES256")
        .claim("aud", audience)
        .claim("jti", UUID.randomUUID().toString())
        .claim("iat", clock.instant().getEpochSecond())
        .claim("challenge", challenge);
  }

  /** The time for claims. */
  public Instant now() {
    return clock.instant();
  }

  /** A JWT that a test changes before it is signed. */
  public static final class Signed {
    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new HashMap<>();
    private Key signer;

    Signed(KeyPair pair) {
      this.signer = pair.getPrivate();
    }

    public Signed header(String name, Object value) {
      header.put(name, value);
      return this;
    }

    public Signed claim(String name, Object value) {
      claims.put(name, value);
      return this;
    }

    public Signed without(String name) {
      header.remove(name);
      claims.remove(name);
      return this;
    }

    /** Signed by another key; null for no signature. */
    public Signed signedBy(Key other) {
      signer = other;
      return this;
    }

    public String compact() {
      JsonWebSignature jws = new JsonWebSignature();
      jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
      header.forEach((name, value) -> jws.getHeaders().setObjectHeaderValue(name, value));
      jws.setPayload(JsonUtil.toJson(claims));
      jws.setKey(signer);
      try {
        return jws.getCompactSerialization();
      } catch (JoseException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The same as the values of a header. */
    public List<String> header() {
      return List.of(compact());
    }
  }
}
