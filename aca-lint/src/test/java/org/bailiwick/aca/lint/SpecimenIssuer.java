package org.bailiwick.aca.lint;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
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
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * An authority whose certificates have the form of docs/certificate-profile.md, written after that
 * document and not with the code that the lint guards.
 */
final class SpecimenIssuer {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final String BASE = "http://127.0.0.1:8080";

  final X509Certificate certificate;
  private final String id;
  private final KeyPair key;

  /** The certificate that is to be made. */
  record Wanted(
      CertificateProfile profile,
      String name,
      PublicKey key,
      Period validity,
      List<GeneralName> names) {}

  private SpecimenIssuer(String id, KeyPair key, Optional<SpecimenIssuer> issuer, Wanted wanted) {
    this.id = id;
    this.key = key;
    this.certificate = issuer.map(above -> above.sign(wanted)).orElseGet(() -> signItself(wanted));
  }

  static SpecimenIssuer selfSigned(
      CertificateProfile profile, String id, KeyPair key, Period validity) {
    return new SpecimenIssuer(
        id, key, Optional.empty(), new Wanted(profile, id, key.getPublic(), validity, List.of()));
  }

  /** An authority below this one. */
  SpecimenIssuer issuing(String subject, KeyPair own, Period validity) {
    return new SpecimenIssuer(
        subject,
        own,
        Optional.of(this),
        new Wanted(CertificateProfile.ISSUING_CA, subject, own.getPublic(), validity, List.of()));
  }

  X509Certificate sign(Wanted wanted) {
    return made(wanted, Optional.of(id));
  }

  private X509Certificate signItself(Wanted wanted) {
    return made(wanted, Optional.empty());
  }

  X509CRL emptyCrl() {
    try {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(name(id), Date.from(NOW));
      builder.setNextUpdate(Date.from(NOW.plus(Period.ofDays(1))));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(key.getPublic()));
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
      return new JcaX509CRLConverter().getCRL(builder.build(signer()));
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate made(Wanted wanted, Optional<String> issuer) {
    try {
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name(id),
              new BigInteger(159, new SecureRandom()).setBit(158),
              Date.from(NOW),
              Date.from(NOW.atOffset(ZoneOffset.UTC).plus(wanted.validity()).toInstant()),
              name(wanted.name()),
              wanted.key());
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          identifiers.createSubjectKeyIdentifier(wanted.key()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(key.getPublic()));
      addUsage(builder, wanted.profile());
      addNames(builder, wanted);
      if (issuer.isPresent()) {
        addPointers(builder, wanted.profile(), issuer.get());
      }
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer()));
    } catch (CertIOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void addUsage(X509v3CertificateBuilder builder, CertificateProfile profile)
      throws CertIOException {
    boolean top = profile == CertificateProfile.ROOT || profile == CertificateProfile.SUBORDINATE;
    BasicConstraints authority = top ? new BasicConstraints(true) : new BasicConstraints(0);
    builder.addExtension(
        Extension.basicConstraints, true, profile.isCa() ? authority : new BasicConstraints(false));
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(
            profile.isCa() ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
    if (profile.isCa() && !top) {
      GeneralName host =
          new GeneralName(GeneralName.uniformResourceIdentifier, SoundSpecimens.DOMAIN);
      builder.addExtension(
          Extension.nameConstraints,
          true,
          new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(host)}, null));
    } else if (profile == CertificateProfile.OCSP) {
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning));
      builder.addExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
    } else if (!profile.isCa()) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    }
  }

  private static void addNames(X509v3CertificateBuilder builder, Wanted wanted)
      throws CertIOException {
    if (!wanted.names().isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(wanted.names().toArray(new GeneralName[0])));
    }
    List<String> policies = wanted.profile().policies().stream().sorted().toList();
    if (!policies.isEmpty()) {
      ASN1EncodableVector all = new ASN1EncodableVector();
      policies.forEach(oid -> all.add(new PolicyInformation(new ASN1ObjectIdentifier(oid))));
      builder.addExtension(Extension.certificatePolicies, false, new DERSequence(all));
    }
  }

  private static void addPointers(
      X509v3CertificateBuilder builder, CertificateProfile profile, String issuer)
      throws CertIOException {
    List<AccessDescription> access = new ArrayList<>();
    if (profile.hasResponder()) {
      access.add(new AccessDescription(AccessDescription.id_ad_ocsp, uri(BASE + "/ocsp")));
    }
    access.add(
        new AccessDescription(
            AccessDescription.id_ad_caIssuers, uri(BASE + "/issuers/" + issuer + ".cer")));
    builder.addExtension(
        Extension.authorityInfoAccess,
        false,
        new AuthorityInformationAccess(access.toArray(new AccessDescription[0])));
    if (profile != CertificateProfile.OCSP) {
      DistributionPointName where =
          new DistributionPointName(new GeneralNames(uri(BASE + "/crl/" + issuer + ".crl")));
      builder.addExtension(
          Extension.cRLDistributionPoints,
          false,
          new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(where, null, null)}));
    }
  }

  private ContentSigner signer() {
    try {
      boolean longer = key.getPublic().getEncoded().length > 100; // a key of P-384
      return TestKeys.signer(longer ? "SHA384withECDSA" : "SHA256withECDSA", key.getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X500Name name(String commonName) {
    return new X500Name("O=Bailiwick,CN=" + commonName);
  }

  private static GeneralName uri(String text) {
    return SoundSpecimens.uri(text);
  }
}
