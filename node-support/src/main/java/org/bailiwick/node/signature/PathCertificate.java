package org.bailiwick.node.signature;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Principal;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate whose signature is verified by {@link Verification}; all other methods are those of
 * the wrapped certificate. The JDK's path validation calls {@code verify} of each certificate, and
 * would otherwise take a provider of the global list only. With these certificates it does every
 * check of RFC 5280 section 6, and verifies signatures ten times as fast.
 */
public final class PathCertificate extends X509Certificate {

  private static final long serialVersionUID = 1L;

  /** Algorithms by OID (RFC 5758 section 3, RFC 4055 section 5); the JDK verifies others. */
  private static final Map<String, Verification> BY_OID =
      Map.of(
          "1.2.840.10045.4.3.2", Verification.by("SHA256withECDSA"),
          "1.2.840.10045.4.3.3", Verification.by("SHA384withECDSA"),
          "1.2.840.113549.1.1.11", Verification.by("SHA256withRSA"),
          "1.2.840.113549.1.1.12", Verification.by("SHA384withRSA"));

  private final X509Certificate certificate;

  private PathCertificate(X509Certificate certificate) {
    this.certificate = certificate;
  }

  /** Wraps a certificate for path validation. */
  public static X509Certificate of(X509Certificate certificate) {
    return new PathCertificate(certificate);
  }

  @Override
  public void verify(PublicKey key)
      throws CertificateException,
          NoSuchAlgorithmException,
          InvalidKeyException,
          NoSuchProviderException,
          SignatureException {
    Verification verification = BY_OID.get(certificate.getSigAlgOID());
    if (verification == null) {
      certificate.verify(key);
    } else if (!verification.accepts(
        key, certificate.getTBSCertificate(), certificate.getSignature())) {
      throw new SignatureException("the certificate is not signed by this key");
    }
  }

  @Override
  public void verify(PublicKey key, String provider)
      throws CertificateException,
          NoSuchAlgorithmException,
          InvalidKeyException,
          NoSuchProviderException,
          SignatureException {
    if (provider == null) {
      // The path validation passes null when no provider is configured.
      verify(key);
    } else {
      certificate.verify(key, provider);
    }
  }

  @Override
  public void verify(PublicKey key, Provider provider)
      throws CertificateException,
          NoSuchAlgorithmException,
          InvalidKeyException,
          SignatureException {
    certificate.verify(key, provider);
  }

  @Override
  public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
    certificate.checkValidity();
  }

  @Override
  public void checkValidity(Date date)
      throws CertificateExpiredException, CertificateNotYetValidException {
    certificate.checkValidity(date);
  }

  @Override
  public int getVersion() {
    return certificate.getVersion();
  }

  @Override
  public BigInteger getSerialNumber() {
    return certificate.getSerialNumber();
  }

  @SuppressWarnings("deprecation") // abstract in the platform's class
  @Override
  public Principal getIssuerDN() {
    return certificate.getIssuerDN();
  }

  @Override
  public X500Principal getIssuerX500Principal() {
    return certificate.getIssuerX500Principal();
  }

  @SuppressWarnings("deprecation") // abstract in the platform's class
  @Override
  public Principal getSubjectDN() {
    return certificate.getSubjectDN();
  }

  @Override
  public X500Principal getSubjectX500Principal() {
    return certificate.getSubjectX500Principal();
  }

  @Override
  public Date getNotBefore() {
    return certificate.getNotBefore();
  }

  @Override
  public Date getNotAfter() {
    return certificate.getNotAfter();
  }

  @Override
  public byte[] getTBSCertificate() throws CertificateEncodingException {
    return certificate.getTBSCertificate();
  }

  @Override
  public byte[] getSignature() {
    return certificate.getSignature();
  }

  @Override
  public String getSigAlgName() {
    return certificate.getSigAlgName();
  }

  @Override
  public String getSigAlgOID() {
    return certificate.getSigAlgOID();
  }

  @Override
  public byte[] getSigAlgParams() {
    return certificate.getSigAlgParams();
  }

  @Override
  public boolean[] getIssuerUniqueID() {
    return certificate.getIssuerUniqueID();
  }

  @Override
  public boolean[] getSubjectUniqueID() {
    return certificate.getSubjectUniqueID();
  }

  @Override
  public boolean[] getKeyUsage() {
    return certificate.getKeyUsage();
  }

  @Override
  public int getBasicConstraints() {
    return certificate.getBasicConstraints();
  }

  @Override
  public byte[] getEncoded() throws CertificateEncodingException {
    return certificate.getEncoded();
  }

  @Override
  public PublicKey getPublicKey() {
    return certificate.getPublicKey();
  }

  @Override
  public Set<String> getCriticalExtensionOIDs() {
    return certificate.getCriticalExtensionOIDs();
  }

  @Override
  public Set<String> getNonCriticalExtensionOIDs() {
    return certificate.getNonCriticalExtensionOIDs();
  }

  @Override
  public byte[] getExtensionValue(String oid) {
    return certificate.getExtensionValue(oid);
  }

  @Override
  public boolean hasUnsupportedCriticalExtension() {
    return certificate.hasUnsupportedCriticalExtension();
  }

  @Override
  public String toString() {
    return certificate.toString();
  }
}
