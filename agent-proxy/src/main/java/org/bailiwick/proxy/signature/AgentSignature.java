package org.bailiwick.proxy.signature;

import jakarta.json.JsonObject;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.bailiwick.proxy.rules.Refusals;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * Signs the proxy's statements with the agent's key, and puts its certificates into their headers.
 */
final class AgentSignature {
  private static final int P384_BITS = 384;

  private AgentSignature() {}

  /**
   * A compact JWS.
   *
   * @param rsaAlgorithm the algorithm for an RSA key; any other key has only one
   */
  static String sign(String type, JsonObject claims, Signer signer, String rsaAlgorithm) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setHeader("typ", type);
    jws.setAlgorithmHeaderValue(algorithm(signer.chain().getFirst().getPublicKey(), rsaAlgorithm));
    jws.setCertificateChainHeaderValue(signer.chain().toArray(X509Certificate[]::new));
    jws.setPayload(claims.toString());
    jws.setKey(signer.key());
    try {
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw Refusals.unavailable("agent-key", "The agent's key cannot sign", e);
    }
  }

  /** The key, and the certificates for the header {@code x5c}. */
  record Signer(PrivateKey key, List<X509Certificate> chain) {
    /** Omits the key. */
    @Override
    public String toString() {
      return "Signer[" + chain.getFirst().getSerialNumber().toString(16) + "]";
    }
  }

  private static String algorithm(PublicKey key, String rsaAlgorithm) {
    return switch (key) {
      case ECPublicKey ec when ec.getParams().getOrder().bitLength() == P384_BITS ->
          AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384;
      case ECPublicKey ec -> AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
      case RSAPublicKey rsa -> rsaAlgorithm;
      default -> AlgorithmIdentifiers.EDDSA;
    };
  }
}
