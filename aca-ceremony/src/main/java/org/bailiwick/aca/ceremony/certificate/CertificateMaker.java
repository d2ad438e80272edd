package org.bailiwick.aca.ceremony.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bailiwick.aca.lint.CredentialLint;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.hsm.SigningKey;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Builds, lints, signs and verifies the certificates of one ceremony. */
public final class CertificateMaker {

  private static final int SERIAL_BITS = 159;
  private static final int PATH_LENGTH = 1;

  private final ProfileExtensions extensions;
  private final SecureRandom random;
  private final Instant now;

  /**
   * Makes certificates that begin at {@code now}.
   *
   * @param plainBaseUrl base of the CRL and issuer URLs, without slash at its end
   */
  public CertificateMaker(
      TrustDomain trustDomain, URI plainBaseUrl, SecureRandom random, Instant now) {
    this.extensions = new ProfileExtensions(trustDomain, plainBaseUrl);
    this.random = random;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  /** A certificate that is signed by the key that it certifies. */
  public X509Certificate selfSigned(CertificateDraft draft, SigningKey key) {
    byte[] own = ProfileExtensions.keyIdentifier(publicKey(draft));
    TokenSigner signer = signer(key, CredentialLint.ofSelfSigned(), draft);
    X509Certificate made = make(draft, draft.subject(), own, signer);
    verify(made, made);
    return made;
  }

  /** A certificate that is signed by the issuer's key. */
  public X509Certificate signed(CertificateDraft draft, X509Certificate issuer, SigningKey key) {
    TokenSigner signer = signer(key, CredentialLint.under(issuer), draft);
    byte[] issuerKey = ProfileExtensions.keyIdentifier(issuer);
    X509Certificate made = make(draft, subject(issuer), issuerKey, signer);
    verify(made, issuer);
    return made;
  }

  /**
   * The certification request to an organisation's root, for a certificate of an authority that can
   * certify one further authority.
   */
  public byte[] authorityRequest(X500Name subject, SigningKey key) {
    try {
      ExtensionsGenerator requested = new ExtensionsGenerator();
      requested.addExtension(Extension.basicConstraints, true, new BasicConstraints(PATH_LENGTH));
      requested.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return new JcaPKCS10CertificationRequestBuilder(subject, key.publicKey())
          .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, requested.generate())
          .build(new TokenSigner(key, body -> {}))
          .getEncoded();
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
              Date.from(now.atOffset(ZoneOffset.UTC).plus(draft.validity()).toInstant()),
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

  private static TokenSigner signer(SigningKey key, CredentialLint lint, CertificateDraft draft) {
    return new TokenSigner(key, body -> lint.check(body, draft.profile()));
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
