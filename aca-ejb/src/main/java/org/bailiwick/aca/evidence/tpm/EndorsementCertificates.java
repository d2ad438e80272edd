package org.bailiwick.aca.evidence.tpm;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.chain.MakerChain;
import org.bailiwick.contract.credential.KeyAlgorithm;

/**
 * Verifies a vendor's certificate for a TPM's endorsement key (TCG EK Credential Profile section
 * 3). The certificate needs the purpose of such a key but no subject; its subjectAltName describes
 * only the model.
 */
final class EndorsementCertificates {

  /** tcg-kp-EKCertificate. */
  private static final String PURPOSE = "2.23.133.8.1";

  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_AGREEMENT = 4;

  private final MakerChain vendors;

  EndorsementCertificates(MakerChain vendors) {
    this.vendors = vendors;
  }

  EndorsementKey authenticate(List<byte[]> chain) {
    MakerChain.Validated path = vendors.path(chain);
    X509Certificate leaf = path.leaf();
    PublicKey key = leaf.getPublicKey();
    if (!purposes(leaf).contains(PURPOSE)) {
      throw rejected("ek-purpose", "The EK certificate is not for an endorsement key.");
    }
    boolean[] usage = leaf.getKeyUsage();
    if (usage == null
        || !usage[key.getAlgorithm().equals("RSA") ? KEY_ENCIPHERMENT : KEY_AGREEMENT]) {
      throw rejected("ek-key-usage", "The EK is not certified to receive secrets.");
    }
    if (!KeyAlgorithm.acceptsDeviceKey(key)) {
      throw rejected("ek-key", "The EK is of a kind or strength not accepted.");
    }
    return new EndorsementKey(
        key,
        EndorsementKey.Template.of(key)
            .orElseThrow(() -> rejected("ek-key", "The EK is of no template of the TCG.")),
        leaf.getIssuerX500Principal().getName(X500Principal.RFC2253),
        leaf.getSerialNumber().toString(16),
        digest(leaf),
        path.anchor());
  }

  private static List<String> purposes(X509Certificate leaf) {
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      return purposes == null ? List.of() : purposes;
    } catch (CertificateParsingException malformed) {
      throw rejected("ek-purpose", "The purposes of the EK certificate can't be read.");
    }
  }

  private static Octets digest(X509Certificate leaf) {
    try {
      return Octets.of(TpmHash.SHA256.of(leaf.getEncoded()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the certificate was parsed", impossible);
    }
  }
}
