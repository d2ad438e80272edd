package org.bailiwick.aca.evidence.csr;

import static org.bailiwick.aca.evidence.csr.CertificationRequest.refused;

import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Refuses dangerous extensions in a CSR; all others are ignored. */
final class RequestedExtensions {

  private static final int MAX_NAMES = 16;

  /** Extensions that may be critical in a CSR. */
  private static final Set<ASN1ObjectIdentifier> KNOWN =
      Set.of(
          Extension.basicConstraints,
          Extension.keyUsage,
          Extension.extendedKeyUsage,
          Extension.subjectAlternativeName,
          Extension.subjectKeyIdentifier);

  private RequestedExtensions() {}

  /** Refuses dangerous extensions; {@code extensions} is null when the CSR has none. */
  static void requireHarmless(Extensions extensions, String name) {
    if (extensions == null) {
      return;
    }
    for (ASN1ObjectIdentifier oid : extensions.getExtensionOIDs()) {
      if (extensions.getExtension(oid).isCritical() && !KNOWN.contains(oid)) {
        throw refused("csr-unknown-critical", "The CSR asks for an unknown critical extension.");
      }
    }
    try {
      refuseAuthority(extensions);
      refuseForeignNames(extensions, name);
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException unreadable) {
      throw refused("csr-extension-malformed", "An extension in the CSR can't be read.");
    }
  }

  private static void refuseAuthority(Extensions extensions) {
    BasicConstraints constraints = BasicConstraints.fromExtensions(extensions);
    if (constraints != null && constraints.isCA()) {
      throw refused("csr-asks-ca", "The CSR asks to be a certificate authority.");
    }
    KeyUsage usage = KeyUsage.fromExtensions(extensions);
    if (usage != null
        && (usage.hasUsages(KeyUsage.keyCertSign) || usage.hasUsages(KeyUsage.cRLSign))) {
      throw refused("csr-asks-cert-sign", "The CSR asks to sign certificates or CRLs.");
    }
    ExtendedKeyUsage purposes = ExtendedKeyUsage.fromExtensions(extensions);
    if (purposes != null
        && (purposes.hasKeyPurposeId(KeyPurposeId.anyExtendedKeyUsage)
            || purposes.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning))) {
      throw refused("csr-asks-any-purpose", "The CSR asks for a purpose that agents don't have.");
    }
    if (extensions.getExtension(Extension.nameConstraints) != null) {
      throw refused("csr-asks-name-constraints", "The CSR asks for name constraints.");
    }
  }

  private static void refuseForeignNames(Extensions extensions, String name) {
    GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
    if (names == null) {
      return;
    }
    if (names.getNames().length > MAX_NAMES) {
      throw refused("csr-too-many-names", "The CSR asks for too many names.");
    }
    for (GeneralName each : names.getNames()) {
      if (each.getTagNo() == GeneralName.uniformResourceIdentifier
          && !each.getName().toString().equals(name)) {
        throw refused("csr-foreign-name", "The CSR asks for a URI that is not the agent's name.");
      }
    }
  }
}
