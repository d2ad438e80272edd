package org.bailiwick.client.dpop;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.client.key.SigningKeyFile;
import org.bailiwick.contract.credential.Sha256;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** An access token with the key to which it is bound (RFC 9449 section 7). */
public final class BoundToken {
  private static final int MOST = 16 * 1024;
  private static final int P384_BITS = 384;

  private final String token;
  private final KeyPair key;
  private final Clock clock;

  public BoundToken(String token, KeyPair key, Clock clock) {
    this.token = token;
    this.key = key;
    this.clock = clock;
  }

  /**
   * Reads the text of a token, and a private key in PKCS #8, PEM.
   *
   * @throws IOException when a file cannot be read, or holds no token
   */
  public static BoundToken read(Path token, Path key, Clock clock) throws IOException {
    try (InputStream in = Files.newInputStream(token)) {
      byte[] text = in.readNBytes(MOST + 1);
      String read = new String(text, StandardCharsets.US_ASCII).strip();
      if (text.length > MOST || !read.matches("[!-~]+")) {
        throw new IOException(token + " holds no access token");
      }
      return new BoundToken(read, SigningKeyFile.read(key), clock);
    }
  }

  /**
   * The headers with which the token is shown in one request.
   *
   * @param uri of the request; its query is no part of the proof
   * @param nonce that the server has asked for (RFC 9449 section 9)
   */
  public Map<String, String> headers(String method, URI uri, Optional<String> nonce) {
    return Map.of("Authorization", "DPoP " + token, "DPoP", proof(method, uri, nonce));
  }

  private String proof(String method, URI uri, Optional<String> nonce) {
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("jti", UUID.randomUUID().toString())
            .add("htm", method)
            .add("htu", uri.toString().replaceFirst("[?#].*$", ""))
            .add("iat", clock.instant().getEpochSecond())
            .add("ath", Sha256.base64url(token));
    nonce.ifPresent(asked -> claims.add("nonce", asked));
    JsonWebSignature proof = new JsonWebSignature();
    proof.setHeader("typ", "dpop+jwt");
    proof.setAlgorithmHeaderValue(algorithm(key.getPublic()));
    proof.setPayload(claims.build().toString());
    proof.setKey(key.getPrivate());
    try {
      proof.setJwkHeader(PublicJsonWebKey.Factory.newPublicJwk(key.getPublic()));
      return proof.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("the key cannot sign a proof", e);
    }
  }

  private static String algorithm(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec when ec.getParams().getOrder().bitLength() == P384_BITS ->
          AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384;
      case ECPublicKey ec -> AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
      case RSAPublicKey rsa -> AlgorithmIdentifiers.RSA_PSS_USING_SHA256;
      default -> AlgorithmIdentifiers.EDDSA;
    };
  }

  /** Omits token and key. */
  @Override
  public String toString() {
    return "BoundToken[]";
  }
}
