package org.bailiwick.broker.signature;

import jakarta.json.JsonObject;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.key.Thumbprint;
import org.bailiwick.contract.problem.ProblemException;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Signs JWTs with the key of the broker's credential, wherever that key is. */
public final class BrokerSignature {
  private static final int P384_BITS = 384;

  private final CredentialFolder folder;

  public BrokerSignature(CredentialFolder folder) {
    this.folder = folder;
  }

  /**
   * A compact JWS whose header names the key by its thumbprint (RFC 7638) and has its certificates.
   *
   * @param type the header {@code typ}
   * @throws BackEndFault own-key-unavailable; nothing was done then
   */
  public String sign(String type, JsonObject claims) {
    try {
      List<X509Certificate> chain = folder.chain();
      PrivateKey key = folder.key();
      PublicKey publicKey = chain.getFirst().getPublicKey();
      JsonWebSignature jws = new JsonWebSignature();
      jws.setHeader("typ", type);
      jws.setAlgorithmHeaderValue(algorithm(publicKey));
      jws.setKeyIdHeaderValue(Thumbprint.of(publicKey));
      jws.setCertificateChainHeaderValue(chain.toArray(X509Certificate[]::new));
      jws.setPayload(claims.toString());
      jws.setKey(key);
      return jws.getCompactSerialization();
    } catch (JoseException | ProblemException e) {
      throw BackEndFault.notDone("own-key-unavailable", e);
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
}
