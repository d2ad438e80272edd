package org.bailiwick.ars.identifier.control;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bailiwick.contract.credential.Pem;

/** A proof that is signed by the platform's own signatures, with whatever a test makes wrong. */
final class TestProof {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final JsonObjectBuilder header = Json.createObjectBuilder();
  private final JsonObjectBuilder claims;

  private TestProof(JsonObject challenge, Instant now) {
    this.claims =
        Json.createObjectBuilder()
            .add("iss", challenge.getString("iss"))
            .add("sub", challenge.getString("sub"))
            .add("aud", challenge.getString("aud"))
            .add("nonce", challenge.getString("nonce"))
            .add("iat", now.getEpochSecond());
    header.add("typ", challenge.getString("typ"));
  }

  static TestProof of(JsonObject challenge, Instant now) {
    return new TestProof(challenge, now);
  }

  TestProof claim(String name, String value) {
    claims.add(name, value);
    return this;
  }

  TestProof header(String name, String value) {
    header.add(name, value);
    return this;
  }

  TestProof chain(List<X509Certificate> chain) {
    JsonArrayBuilder texts = Json.createArrayBuilder();
    chain.forEach(each -> texts.add(Base64.getEncoder().encodeToString(Pem.der(each))));
    header.add("x5c", texts);
    return this;
  }

  String ed25519(KeyPair pair) {
    return sign(pair, "EdDSA", "Ed25519");
  }

  String es256(KeyPair pair) {
    return sign(pair, "ES256", "SHA256withECDSAinP1363Format");
  }

  private String sign(KeyPair pair, String alg, String algorithm) {
    String input =
        base64(header.add("alg", alg).build().toString()) + "." + base64(claims.build().toString());
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(pair.getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
