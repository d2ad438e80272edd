package org.bailiwick.contract.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;

/** Builds a certificate for a test, with key identifiers and the extensions that the test adds. */
public final class TestCertificate {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<Extension> extensions = new ArrayList<>();
  private final String subject;
  private final PublicKey key;
  private final Instant from;
  private final Instant until;

  public TestCertificate(String subject, PublicKey key, Instant from, Instant until) {
    this.subject = subject;
    this.key = key;
    this.from = from;
    this.until = until;
  }

  public TestCertificate authority(int pathLength) {
    return with(Extension.basicConstraints, true, new BasicConstraints(pathLength))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  public TestCertificate permittedUriHost(String host) {
    GeneralSubtree permitted =
        new GeneralSubtree(new GeneralName(GeneralName.uniformResourceIdentifier, host));
    return with(
        Extension.nameConstraints,
        true,
        new NameConstraints(new GeneralSubtree[] {permitted}, null));
  }

  public TestCertificate endEntity(GeneralName... names) {
    KeyPurposeId[] purposes = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
    return with(Extension.basicConstraints, true, new BasicConstraints(false))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes))
        .with(Extension.subjectAlternativeName, false, new GeneralNames(names));
  }

  public TestCertificate policy(String oid) {
    PolicyInformation policy = new PolicyInformation(new ASN1ObjectIdentifier(oid));
    return with(Extension.certificatePolicies, false, new CertificatePolicies(policy));
  }

  /** Names this CRL (RFC 5280 section 4.2.1.13). */
  public TestCertificate crlAt(URI address) {
    GeneralName uri = new GeneralName(GeneralName.uniformResourceIdentifier, address.toString());
    DistributionPointName name = new DistributionPointName(new GeneralNames(uri));
    return with(
        Extension.cRLDistributionPoints,
        false,
        new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)}));
  }

  /** Says that the issuer never revokes it (RFC 9608). */
  public TestCertificate neverRevoked() {
    return with(Extension.noRevAvail, false, DERNull.INSTANCE);
  }

  public TestCertificate with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      return raw(oid.getId(), critical, value.toASN1Primitive().getEncoded("DER"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public TestCertificate raw(String oid, boolean critical, byte[] content) {
    extensions.add(
        new Extension(new ASN1ObjectIdentifier(oid), critical, new DEROctetString(content)));
    return this;
  }

  public X500Principal subject() {
    return new X500Principal(subject);
  }

  public X509Certificate signedBy(X500Principal issuer, KeyPair issuerKey) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer,
              new BigInteger(127, RANDOM).setBit(126),
              Date.from(from),
              Date.from(until),
              subject(),
              key);
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(issuerKey.getPublic()));
      for (Extension extension : extensions) {
        builder.addExtension(extension);
      }
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer(issuerKey)));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  public static ContentSigner signer(KeyPair key) throws OperatorCreationException {
    String algorithm = key.getPrivate().getAlgorithm().toUpperCase(Locale.ROOT);
    return TestKeys.signer(
        algorithm.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA", key.getPrivate());
  }
}
