package org.bailiwick.node.outbound;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/**
 * Whether a private and a public key belong together, found by signing with one and verifying with
 * the other.
 */
final class KeyPairs {
  private static final byte[] PROBE =
      "bailiwick key pair probe".getBytes(StandardCharsets.US_ASCII);

  private KeyPairs() {}

  static boolean match(PrivateKey privateKey, PublicKey publicKey) throws GeneralSecurityException {
    if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    Signature signature = Signature.getInstance(algorithm(privateKey));
    signature.initSign(privateKey);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> key.getAlgorithm(); // EdDSA and Ed25519 name their signature too
    };
  }
}
