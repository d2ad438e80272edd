package org.bailiwick.aca.ceremony.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.function.Consumer;
import org.bailiwick.aca.lint.CredentialLint;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.hsm.SigningKey;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** Builds, lints, signs and verifies the certificates and CRLs of one ceremony. */
public final class CertificateMaker {

  private static final int SERIAL_BITS = 159;

  private final ProfileExtensions extensions;
  private final SecureRandom random;
  private final Instant now;

  /**
   * A maker for one moment.
   *
   * @param plainBaseUrl base of the CRL and issuer URLs, without slash at its end
   */
  public CertificateMaker(
      TrustDomain trustDomain, URI plainBaseUrl, SecureRandom random, Instant now) {
    this.extensions = new ProfileExtensions(trustDomain, plainBaseUrl);
    this.random = random;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /** The draft's own key signs. */
  public X509Certificate selfSigned(CertificateDraft draft, SigningKey key) {
    byte[] own = ProfileExtensions.keyIdentifier(publicKey(draft));
    X509Certificate made = make(draft, draft.subject(), own, new TokenSigner(key, linted(draft)));
    verify(made, made);
    return made;
  }

  /** The issuer's key signs. */
  public X509Certificate signed(CertificateDraft draft, X509Certificate issuer, SigningKey key) {
    CredentialLint lint = CredentialLint.under(issuer);
    TokenSigner signer = new TokenSigner(key, body -> lint.check(body, draft.profile()));
    X509Certificate made = make(draft, subject(issuer), keyIdentifier(issuer), signer);
    verify(made, issuer);
    return made;
  }

  /** A CRL without entries. */
  public X509CRL emptyCrl(X509Certificate issuer, SigningKey key, Period validity) {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(subject(issuer), Date.from(now));
      builder.setNextUpdate(Date.from(after(validity)));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new AuthorityKeyIdentifier(keyIdentifier(issuer)));
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
      CredentialLint lint = CredentialLint.under(issuer);
      X509CRL crl =
          new JcaX509CRLConverter().getCRL(builder.build(new TokenSigner(key, lint::checkCrlBody)));
      crl.verify(issuer.getPublicKey());
      return crl;
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("The CRL of " + key.id() + " could not be made", e);
    }
  }

  /** The request for a certificate of an authority with one more authority below it. */
  public byte[] authorityRequest(X500Name subject, SigningKey key) {
    try {
      return RootRequest.build(subject, key).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("The request of " + key.id() + " failed", e);
    }
  }

  private X509Certificate make(
      CertificateDraft draft, X500Name issuer, byte[] issuerKey, TokenSigner signer) {
    try {
      SubjectPublicKeyInfo own = publicKey(draft);
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              issuer,
              serial(),
              Date.from(now),
              Date.from(after(draft.validity())),
              draft.subject(),
              own);
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new SubjectKeyIdentifier(ProfileExtensions.keyIdentifier(own)));
      builder.addExtension(
          Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuerKey));
      extensions.addTo(builder, draft);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException("The certificate of " + draft.subject() + " failed", e);
    }
  }

  private Consumer<byte[]> linted(CertificateDraft draft) {
    CredentialLint lint = CredentialLint.ofSelfSigned();
    return body -> lint.check(body, draft.profile());
  }

  private void verify(X509Certificate made, X509Certificate issuer) {
    try {
      made.verify(issuer.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The token gave a signature that does not verify", e);
    }
  }

  /** RFC 5280 section 4.1.2.2: positive, at most 20 octets; all but the sign bit is random. */
  private BigInteger serial() {
    BigInteger drawn;
    do {
      drawn = new BigInteger(SERIAL_BITS, random);
    } while (drawn.bitLength() <= SERIAL_BITS - Byte.SIZE);
    return drawn;
  }

  private Instant after(Period period) {
    return now.atOffset(ZoneOffset.UTC).plus(period).toInstant();
  }

  /** The identifier that the issuer's own certificate carries, since verifiers compare these. */
  private static byte[] keyIdentifier(X509Certificate issuer) {
    byte[] value = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    if (value == null) {
      throw new IllegalStateException("The issuer's certificate has no subject key identifier");
    }
    byte[] content = ASN1OctetString.getInstance(value).getOctets();
    return ASN1OctetString.getInstance(content).getOctets();
  }

  private static SubjectPublicKeyInfo publicKey(CertificateDraft draft) {
    return SubjectPublicKeyInfo.getInstance(draft.key().getEncoded());
  }

  private static X500Name subject(X509Certificate certificate) {
    try {
      return new JcaX509CertificateHolder(certificate).getSubject();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The issuer's certificate can't be read", e);
    }
  }
}
