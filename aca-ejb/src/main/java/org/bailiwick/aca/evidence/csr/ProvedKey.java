package org.bailiwick.aca.evidence.csr;

import static org.bailiwick.aca.evidence.csr.CertificationRequest.refused;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A public key whose private key the applicant possesses (requirement R9), and which is strong
 * enough to be certified.
 */
public record ProvedKey(PublicKey key, KeyAlgorithm algorithm) {

  private static final Map<ASN1ObjectIdentifier, String> KINDS =
      Map.of(
          X9ObjectIdentifiers.id_ecPublicKey, "EC",
          PKCSObjectIdentifiers.rsaEncryption, "RSA",
          EdECObjectIdentifiers.id_Ed25519, "Ed25519");

  /** The caller has verified a signature by this key. */
  public static ProvedKey of(PublicKey key) {
    return new ProvedKey(key, KeyAlgorithm.of(key));
  }

  /** Reads an unproved key; {@code what} begins the names of checks. */
  public static PublicKey read(SubjectPublicKeyInfo info, String what) {
    String algorithm = KINDS.get(info.getAlgorithm().getAlgorithm());
    if (algorithm == null) {
      throw refused(what + "-algorithm", "The key is of a kind not accepted.");
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    } catch (GeneralSecurityException | IOException | RuntimeException invalid) {
      // The JDK throws a RuntimeException for an empty Ed25519 key.
      throw refused(what, "The key can't be read.");
    }
  }
}
