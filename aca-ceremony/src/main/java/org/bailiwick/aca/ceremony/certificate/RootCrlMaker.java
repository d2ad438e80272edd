package org.bailiwick.aca.ceremony.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.bailiwick.aca.lint.CredentialLint;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.hsm.SigningKey;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CRLHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** Builds, lints, signs and verifies the next CRL of a root. */
public final class RootCrlMaker {

  private final X509Certificate root;
  private final SigningKey key;

  public RootCrlMaker(X509Certificate root, SigningKey key) {
    this.root = root;
    this.key = key;
  }

  /** From when until when a CRL holds, and so from when on what it adds is revoked. */
  public record Validity(Instant from, Instant until) {}

  /** The number of a CRL of ours, which every one has. */
  public static BigInteger number(X509CRL crl) {
    byte[] value = crl.getExtensionValue(Extension.cRLNumber.getId());
    return ASN1Integer.getInstance(ASN1OctetString.getInstance(value).getOctets()).getValue();
  }

  /** All that the CRL before lists, and more, under the next number. */
  public X509CRL after(
      X509CRL before, Map<SerialNumber, RevocationReason> more, Validity validity) {
    try {
      Date from = Date.from(validity.from());
      X509v2CRLBuilder builder =
          new X509v2CRLBuilder(new JcaX509CertificateHolder(root).getSubject(), from);
      builder.setNextUpdate(Date.from(validity.until()));
      builder.addCRL(new JcaX509CRLHolder(before));
      // A reason that is not specified is left out (RFC 5280 section 5.3.1); the builder does so.
      more.forEach((serial, reason) -> builder.addCRLEntry(serial.value(), from, reason.code()));
      builder.addExtension(
          Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyIdentifier()));
      builder.addExtension(
          Extension.cRLNumber, false, new CRLNumber(number(before).add(BigInteger.ONE)));
      CredentialLint lint = CredentialLint.under(root);
      X509CRL crl =
          new JcaX509CRLConverter().getCRL(builder.build(new TokenSigner(key, lint::checkCrlBody)));
      crl.verify(root.getPublicKey());
      return crl;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("The CRL of " + key.id() + " could not be made", e);
    }
  }

  private byte[] keyIdentifier() {
    byte[] value = root.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    return ASN1OctetString.getInstance(ASN1OctetString.getInstance(value).getOctets()).getOctets();
  }
}
