package org.bailiwick.aca.pipeline;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.DerBytes;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.contract.credential.SerialNumber;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;

/**
 * The to-be-signed body of an end-entity certificate (docs/certificate-profile.md), with the parts
 * that all profiles of this authority have in common.
 */
public final class CertificateBody {

  private static final byte[] VERSION_3 = DerBytes.value(0xa0, der(new ASN1Integer(2)));
  private static final int EXTENSIONS = 0xa3;

  private static final byte[] NOT_A_CA =
      extension(Extension.basicConstraints, true, new BasicConstraints(false));
  private static final byte[] DIGITAL_SIGNATURE =
      extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
  private static final byte[] SERVER_AND_CLIENT =
      purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
  private static final byte[] OCSP_SIGNING = purposes(KeyPurposeId.id_kp_OCSPSigning);

  private final Authority issuer;
  private final PublishedUrls urls;
  private final List<byte[]> extensions = new ArrayList<>();
  private byte[] purposes = SERVER_AND_CLIENT;
  private boolean statusPointers = true;
  private int crlShard;

  public CertificateBody(Authority issuer, PublishedUrls urls) {
    this.issuer = issuer;
    this.urls = urls;
  }

  /** Names the holder; the first is its SPIFFE id, the one URI (X.509-SVID section 2). */
  public CertificateBody names(List<GeneralName> names) {
    return with(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(names.toArray(new GeneralName[0])));
  }

  public CertificateBody policy(String oid) {
    return with(
        Extension.certificatePolicies,
        false,
        new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier(oid))));
  }

  /** Names this partial CRL; without this call, the complete one. */
  public CertificateBody crlShard(int shard) {
    crlShard = shard;
    return this;
  }

  /**
   * Makes the body that of a delegated OCSP responder, for that use alone, whose own status clients
   * do not look up (RFC 6960 section 4.2.2.2).
   */
  public CertificateBody forOcspResponder() {
    purposes = OCSP_SIGNING;
    statusPointers = false;
    return with(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
  }

  /**
   * States that no revocation information is published for the certificate (RFC 9608 section 2),
   * which is for short lives only. It names neither CRL nor responder (section 3).
   */
  public CertificateBody withoutRevocation() {
    statusPointers = false;
    return with(Extension.noRevAvail, false, DERNull.INSTANCE);
  }

  /** Adds an extension whose content is encoded already. */
  public CertificateBody raw(String oid, byte[] content) {
    extensions.add(
        DerBytes.sequence(der(new ASN1ObjectIdentifier(oid)), der(new DEROctetString(content))));
    return this;
  }

  public byte[] encode(SerialNumber serial, Validity validity, String commonName, PublicKey key) {
    X500Name subject = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
    return encode(serial, validity, subject, key);
  }

  /** Encodes the body in the order of RFC 5280 section 4.1. */
  public byte[] encode(SerialNumber serial, Validity validity, X500Name subject, PublicKey key) {
    byte[] keyInfo = key.getEncoded();
    common(keyInfo);
    if (statusPointers && isLong(validity)) {
      urls.delta(issuer.id(), crlShard)
          .ifPresent(delta -> with(Extension.freshestCRL, false, points(delta)));
    }
    return DerBytes.sequence(
        VERSION_3,
        der(new ASN1Integer(serial.value())),
        der(issuer.signatureAlgorithm()),
        issuer.certificate().getSubjectX500Principal().getEncoded(),
        DerBytes.sequence(time(validity.notBefore()), time(validity.notAfter())),
        der(subject),
        keyInfo,
        DerBytes.value(EXTENSIONS, DerBytes.sequence(extensions.toArray(new byte[0][]))));
  }

  private static boolean isLong(Validity validity) {
    return Duration.between(validity.notBefore(), validity.notAfter())
            .compareTo(PublishedUrls.LONG_LIFE)
        > 0;
  }

  private static CRLDistPoint points(String uri) {
    DistributionPointName where = new DistributionPointName(new GeneralNames(uri(uri)));
    return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(where, null, null)});
  }

  private static byte[] time(Instant at) {
    return der(new Time(Date.from(at)));
  }

  private void common(byte[] keyInfo) {
    extensions.add(NOT_A_CA);
    extensions.add(DIGITAL_SIGNATURE);
    extensions.add(purposes);
    with(
        Extension.subjectKeyIdentifier,
        false,
        new BcX509ExtensionUtils()
            .createSubjectKeyIdentifier(SubjectPublicKeyInfo.getInstance(keyInfo)));
    with(
        Extension.authorityKeyIdentifier,
        false,
        new AuthorityKeyIdentifier(issuerKeyIdentifier(issuer.certificate())));
    pointers();
  }

  private void pointers() {
    List<AccessDescription> access = new ArrayList<>();
    if (statusPointers) {
      access.add(new AccessDescription(AccessDescription.id_ad_ocsp, uri(urls.ocsp())));
      with(Extension.cRLDistributionPoints, false, points(urls.crl(issuer.id(), crlShard)));
    }
    access.add(
        new AccessDescription(
            AccessDescription.id_ad_caIssuers, uri(urls.certificate(issuer.id()))));
    with(
        Extension.authorityInfoAccess,
        false,
        new AuthorityInformationAccess(access.toArray(new AccessDescription[0])));
  }

  /** The issuer's own subject key identifier, octet for octet (RFC 5280 section 4.2.1.1). */
  private static byte[] issuerKeyIdentifier(X509Certificate issuer) {
    byte[] value = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    return ASN1OctetString.getInstance(ASN1OctetString.getInstance(value).getOctets()).getOctets();
  }

  public static GeneralName uri(String text) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, text);
  }

  private CertificateBody with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    extensions.add(extension(oid, critical, value));
    return this;
  }

  private static byte[] purposes(KeyPurposeId... purposes) {
    return extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
  }

  private static byte[] extension(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    return der(new Extension(oid, critical, new DEROctetString(der(value))));
  }

  private static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    } catch (IOException impossible) {
      throw new IllegalStateException("the value was built in memory", impossible);
    }
  }
}
