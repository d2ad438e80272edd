package org.bailiwick.node.peer;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Locale;
import java.util.Set;

/**
 * The signature algorithms and key sizes that a certification path may have. They do not come from
 * the security properties of the JVM, so that all nodes decide alike.
 */
final class AlgorithmRules {
  private static final Set<String> SIGNATURES =
      Set.of(
          "SHA256WITHECDSA",
          "SHA384WITHECDSA",
          "SHA512WITHECDSA",
          "SHA256WITHRSA",
          "SHA384WITHRSA",
          "SHA512WITHRSA",
          "RSASSA-PSS",
          "ED25519");
  private static final int MIN_RSA_BITS = 2048; // NIST SP 800-57 part 1, 112 bits of strength
  private static final int MAX_RSA_BITS = 8192; // verification time grows with the cube of it
  private static final int MIN_EC_BITS = 256;

  private AlgorithmRules() {}

  static boolean accept(X509Certificate certificate) {
    return SIGNATURES.contains(certificate.getSigAlgName().toUpperCase(Locale.ROOT))
        && acceptKey(certificate.getPublicKey());
  }

  private static boolean acceptKey(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> {
        int bits = rsa.getModulus().bitLength();
        yield bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
      }
      case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize() >= MIN_EC_BITS;
      case EdECPublicKey ed -> ed.getParams().getName().equals("Ed25519");
      default -> false;
    };
  }
}
