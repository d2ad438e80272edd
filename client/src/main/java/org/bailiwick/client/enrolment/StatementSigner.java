package org.bailiwick.client.enrolment;

import jakarta.json.JsonObject;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.function.Consumer;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Signs statements by the key of a device, an agent or an owner. */
public final class StatementSigner {
  private static final int P384_BITS = 384;

  private final PrivateKey key;
  private final PublicKey publicKey;
  private final Consumer<JsonWebSignature> identity;
  private final String rsa;

  private StatementSigner(
      PrivateKey key, PublicKey publicKey, Consumer<JsonWebSignature> identity, String rsa) {
    this.key = key;
    this.publicKey = publicKey;
    this.identity = identity;
    this.rsa = rsa;
  }

  /** Signs by the device's key; the header has the device's chain, {@code x5c}. */
  static StatementSigner of(DeviceIdentity device) {
    X509Certificate[] chain = device.chain().toArray(X509Certificate[]::new);
    return new StatementSigner(
        device.key(),
        chain[0].getPublicKey(),
        jws -> jws.setCertificateChainHeaderValue(chain),
        AlgorithmIdentifiers.RSA_USING_SHA256);
  }

  /** Signs by the key of a certificate; the header has its chain, {@code x5c}. */
  public static StatementSigner certified(KeyPair pair, List<X509Certificate> certificates) {
    X509Certificate[] chain = certificates.toArray(X509Certificate[]::new);
    return new StatementSigner(
        pair.getPrivate(),
        pair.getPublic(),
        jws -> jws.setCertificateChainHeaderValue(chain),
        AlgorithmIdentifiers.RSA_PSS_USING_SHA256);
  }

  /** Signs by the agent's key, which the header has as {@code jwk}. */
  static StatementSigner of(KeyPair agent) {
    return showing(agent, AlgorithmIdentifiers.RSA_USING_SHA256);
  }

  /** Signs by the owner's key, which the header has as {@code jwk}; RSA keys sign with PSS. */
  static StatementSigner ofOwner(KeyPair owner) {
    return showing(owner, AlgorithmIdentifiers.RSA_PSS_USING_SHA256);
  }

  /** Signs by this key; the header names no key, because the reader knows it. */
  public static StatementSigner unnamed(KeyPair agent) {
    return new StatementSigner(
        agent.getPrivate(),
        agent.getPublic(),
        jws -> {},
        AlgorithmIdentifiers.RSA_PSS_USING_SHA256);
  }

  private static StatementSigner showing(KeyPair pair, String rsa) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
      return new StatementSigner(
          pair.getPrivate(), pair.getPublic(), jws -> jws.setJwkHeader(jwk), rsa);
    } catch (JoseException e) {
      throw new IllegalStateException("the key has no form as a JWK", e);
    }
  }

  /** The claims as a compact JWS of this {@code typ}. */
  public String sign(String type, JsonObject claims) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setHeader("typ", type);
    jws.setAlgorithmHeaderValue(algorithm());
    identity.accept(jws);
    jws.setPayload(claims.toString());
    jws.setKey(key);
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("the key cannot sign a statement", e);
    }
  }

  private String algorithm() {
    return switch (publicKey) {
      case ECPublicKey ec when ec.getParams().getOrder().bitLength() == P384_BITS ->
          AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384;
      case ECPublicKey ec -> AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
      case RSAPublicKey unused -> rsa;
      default -> AlgorithmIdentifiers.EDDSA;
    };
  }
}
