package org.bailiwick.master.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** A partner domain: a CA, an agent, an authorization server, and its folder at the node. */
public final class TestPartner {

  /** The key id of every partner, the same on purpose, because it does not identify a partner. */
  public static final String KEY_ID = "key-1";

  private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();

  public final String domain;
  public final TestCa ca;
  public final TestLeaf buyer;
  private final Path place;
  private final KeyPair key;
  private final Clock clock;

  TestPartner(String domain, Path folder, Clock clock) {
    this.domain = domain;
    this.clock = clock;
    this.key = keyOf(domain);
    this.ca = TestCa.create(domain, clock);
    this.buyer = ca.agent("buyer", "invoice.parse@1");
    this.place = folder.resolve("partners").resolve(domain);
    describe();
    publishKey();
    limitTo("invoice.parse@1", "fx.rates@1", "ledger.post@1");
  }

  /**
   * The key of the domain's server. Each partner has a key of its own, because a test signs with
   * the key of the wrong partner. The keys are kept for all tests, because generating an RSA key
   * takes a second or more.
   */
  private static KeyPair keyOf(String domain) {
    return KEYS.computeIfAbsent(domain, made -> TestKeys.ownRsa2048());
  }

  public String issuer() {
    return "https://as." + domain;
  }

  private void describe() {
    try {
      Files.createDirectories(place);
      Files.writeString(place.resolve("bundle.pem"), Pem.of(ca.root()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the server publish no key any more; its grants are still signed by the same key. */
  public void withdrawKey() {
    writeKeys("");
  }

  /** Has the server publish its key, as at the beginning. */
  public void publishKey() {
    writeKeys(jwk());
  }

  /** Has the server's set be no set, as one that is being written. */
  public void breakKeys() {
    writeKeys("<");
  }

  private void writeKeys(String jwks) {
    try {
      Files.writeString(place.resolve("jwks.json"), "{\"keys\":[" + jwks + "]}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the description with these scopes; a node reads it two seconds later. */
  public void limitTo(String... scopes) {
    write(
        """
        {"trust_domain":"%s","anchors":"bundle.pem","crl":"none",
         "authorization_server":{"issuer":"%s","jwks_file":"jwks.json","algorithms":["RS256"]},
         "scopes":["%s"]}"""
            .formatted(domain, issuer(), String.join("\",\"", scopes)));
  }

  /** Writes a description with this member {@code grants_to}. */
  public void takeGrants(String grantsTo) {
    write(
        """
        {"trust_domain":"%s","anchors":"bundle.pem","crl":"none",
         "authorization_server":{"issuer":"%s","jwks_file":"jwks.json","algorithms":["RS256"]},
         "scopes":["invoice.parse@1","fx.rates@1","ledger.post@1"],"grants_to":%s}"""
            .formatted(domain, issuer(), grantsTo));
  }

  /** Writes a description that permits clients without certificate. */
  public void permitKeys() {
    write(
        """
        {"trust_domain":"%s","anchors":"bundle.pem","crl":"none",
         "authorization_server":{"issuer":"%s","jwks_file":"jwks.json","algorithms":["RS256"]},
         "scopes":["invoice.parse@1","fx.rates@1"],"clients_without_certificate":"dpop"}"""
            .formatted(domain, issuer()));
  }

  /**
   * Writes a description with these members beside the scopes invoice.parse@1 and fx.rates@1, and
   * these of its server.
   */
  public void describe(String members, String ofServer) {
    write(
        """
        {"trust_domain":"%s","anchors":"bundle.pem","crl":"none",
         "authorization_server":{"issuer":"%s","jwks_file":"jwks.json","algorithms":["RS256"]%s},
         "scopes":["invoice.parse@1","fx.rates@1"]%s}"""
            .formatted(domain, issuer(), ofServer, members));
  }

  /** Writes this text as the description. */
  public void write(String description) {
    write("partner.json", description);
  }

  /** Writes a file beside the description. */
  public void write(String file, String text) {
    try {
      Files.writeString(place.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the description, so that the domain is no partner any more. */
  public void remove() {
    try {
      Files.delete(place.resolve("partner.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The SHA-256 by which the token ledger names the server's key. */
  public String keySha256() {
    return Sha256.hex(key.getPublic().getEncoded());
  }

  private String jwk() {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key.getPublic());
      jwk.setKeyId(KEY_ID);
      return jwk.toJson();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The claims of a valid grant, which a test may change. */
  public Map<String, Object> claims(String scope) {
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", issuer());
    claims.put("sub", "alice");
    claims.put("aud", MasterRig.ISSUER);
    claims.put("iat", now);
    claims.put("exp", now + 60);
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("client_id", buyer.id().toString());
    claims.put("scope", scope);
    return claims;
  }

  /** A grant that this partner's server signs. */
  public String grant(Map<String, Object> claims) {
    return sign(claims, "RS256", "JWT");
  }

  /** A grant with another algorithm or type; HS256 is keyed with the public key's bytes. */
  public String sign(Map<String, Object> claims, String algorithm, String typ) {
    return sign(JsonUtil.toJson(claims), algorithm, typ);
  }

  /** The same of a payload that need not be what a library would write. */
  public String signText(String payload, String typ) {
    return sign(payload, "RS256", typ);
  }

  private String sign(String payload, String algorithm, String typ) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
    jws.setAlgorithmHeaderValue(algorithm);
    jws.setKeyIdHeaderValue(KEY_ID);
    jws.setHeader("typ", typ);
    jws.setPayload(payload);
    switch (algorithm) {
      case "none" -> {
        // The algorithm "none" has no key.
      }
      case "HS256" -> jws.setKey(new HmacKey(publicKeyPem()));
      default -> jws.setKey(key.getPrivate());
    }
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] publicKeyPem() {
    return Pem.block("PUBLIC KEY", key.getPublic().getEncoded()).getBytes(StandardCharsets.UTF_8);
  }
}
