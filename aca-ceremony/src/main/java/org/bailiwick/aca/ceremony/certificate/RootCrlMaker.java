package org.bailiwick.aca.ceremony.certificate;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.lint.CredentialLint;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.hsm.SigningKey;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CRLHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** Builds, lints, signs and verifies the CRLs of a root. */
public final class RootCrlMaker {

  private final X509Certificate root;
  private final SigningKey key;

  public RootCrlMaker(X509Certificate root, SigningKey key) {
    this.root = root;
    this.key = key;
  }

  /** The times thisUpdate and nextUpdate of a CRL; new entries are revoked at thisUpdate. */
  public record Validity(Instant from, Instant until) {
    public static Validity of(Instant from, Period length) {
      return new Validity(from, from.atOffset(ZoneOffset.UTC).plus(length).toInstant());
    }
  }

  /** The CRL number. Every CRL that this class makes has one. */
  public static BigInteger number(X509CRL crl) {
    byte[] value = crl.getExtensionValue(Extension.cRLNumber.getId());
    return ASN1Integer.getInstance(ASN1OctetString.getInstance(value).getOctets()).getValue();
  }

  /** The first CRL of the root, which has no entries. */
  public X509CRL first(Validity validity) {
    return make(Optional.empty(), Map.of(), validity);
  }

  /** The CRL that follows {@code before}: all entries of that one, and the added ones. */
  public X509CRL after(
      X509CRL before, Map<SerialNumber, RevocationReason> added, Validity validity) {
    return make(Optional.of(before), added, validity);
  }

  private X509CRL make(
      Optional<X509CRL> before, Map<SerialNumber, RevocationReason> added, Validity validity) {
    try {
      Date from = Date.from(validity.from());
      X509v2CRLBuilder builder =
          new X509v2CRLBuilder(new JcaX509CertificateHolder(root).getSubject(), from);
      builder.setNextUpdate(Date.from(validity.until()));
      if (before.isPresent()) {
        builder.addCRL(new JcaX509CRLHolder(before.get()));
      }
      // The builder leaves out the reason "unspecified" (RFC 5280 section 5.3.1).
      added.forEach((serial, reason) -> builder.addCRLEntry(serial.value(), from, reason.code()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new AuthorityKeyIdentifier(ProfileExtensions.keyIdentifier(root)));
      BigInteger last = before.map(RootCrlMaker::number).orElse(BigInteger.ZERO);
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(last.add(BigInteger.ONE)));
      CredentialLint lint = CredentialLint.under(root);
      X509CRL crl =
          new JcaX509CRLConverter().getCRL(builder.build(new TokenSigner(key, lint::checkCrlBody)));
      crl.verify(root.getPublicKey());
      return crl;
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("The CRL of " + key.id() + " could not be made", e);
    }
  }
}
