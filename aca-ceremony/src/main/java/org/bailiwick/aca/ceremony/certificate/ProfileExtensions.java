package org.bailiwick.aca.ceremony.certificate;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.TrustDomain;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
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
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/** The extensions of each certificate profile (docs/certificate-profile.md, sections 5 and 6). */
final class ProfileExtensions {

  private static final int KEY_IDENTIFIER_OCTETS = 20;

  private final TrustDomain trustDomain;
  private final CertificateUrls urls;

  ProfileExtensions(TrustDomain trustDomain, URI plainBaseUrl) {
    this.trustDomain = trustDomain;
    this.urls = new CertificateUrls(plainBaseUrl);
  }

  /** RFC 7093 section 2, method 1: SHA-256 of the key's bits, leftmost 160 bits. */
  static byte[] keyIdentifier(SubjectPublicKeyInfo key) {
    return Arrays.copyOf(Sha256.of(key.getPublicKeyData().getBytes()), KEY_IDENTIFIER_OCTETS);
  }

  /**
   * The subject key identifier in the issuer's certificate, because verifiers compare the authority
   * key identifier with it.
   */
  static byte[] keyIdentifier(X509Certificate issuer) {
    byte[] value = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    if (value == null) {
      throw new IllegalStateException("The issuer's certificate has no subject key identifier");
    }
    byte[] content = ASN1OctetString.getInstance(value).getOctets();
    return ASN1OctetString.getInstance(content).getOctets();
  }

  void addTo(X509v3CertificateBuilder builder, CertificateDraft draft) throws CertIOException {
    addUsage(builder, draft.profile());
    if (!draft.names().isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(draft.names().toArray(new GeneralName[0])));
    }
    addPolicies(builder, draft.profile());
    addPointers(builder, draft);
  }

  private void addUsage(X509v3CertificateBuilder builder, CertificateProfile profile)
      throws CertIOException {
    builder.addExtension(Extension.basicConstraints, true, constraints(profile));
    int usage =
        profile.isCa() ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature;
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    switch (profile) {
      case NODE, OPERATOR, AGENT, SERVICE, DEVICE ->
          builder.addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(
                  new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                  }));
      case OCSP -> {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_OCSPSigning));
        builder.addExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
      }
      case ISSUING_CA, OPERATOR_CA ->
          builder.addExtension(Extension.nameConstraints, true, onlyThisTrustDomain());
      case ROOT, SUBORDINATE -> {
        // No constraint: the issuing CA has one, and a root, or a subordinate CA in its place, may
        // certify the issuing CA of another trust domain.
      }
    }
  }

  private static BasicConstraints constraints(CertificateProfile profile) {
    return switch (profile) {
      case ROOT, SUBORDINATE -> new BasicConstraints(true);
      case ISSUING_CA, OPERATOR_CA -> new BasicConstraints(0);
      case OCSP, NODE, OPERATOR, AGENT, SERVICE, DEVICE -> new BasicConstraints(false);
    };
  }

  /**
   * A URI constraint without a leading dot permits exactly one host (RFC 5280 section 4.2.1.10).
   */
  private NameConstraints onlyThisTrustDomain() {
    GeneralName host = new GeneralName(GeneralName.uniformResourceIdentifier, trustDomain.name());
    return new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(host)}, null);
  }

  private static void addPolicies(X509v3CertificateBuilder builder, CertificateProfile profile)
      throws CertIOException {
    List<String> policies = profile.policies().stream().sorted().toList();
    if (!policies.isEmpty()) {
      ASN1EncodableVector all = new ASN1EncodableVector();
      policies.forEach(oid -> all.add(new PolicyInformation(new ASN1ObjectIdentifier(oid))));
      builder.addExtension(Extension.certificatePolicies, false, new DERSequence(all));
    }
  }

  private void addPointers(X509v3CertificateBuilder builder, CertificateDraft draft)
      throws CertIOException {
    Optional<String> issuer = draft.issuerId();
    if (issuer.isEmpty()) {
      return;
    }
    AccessDescription issuers =
        new AccessDescription(AccessDescription.id_ad_caIssuers, uri(urls.issuer(issuer.get())));
    AccessDescription responder =
        new AccessDescription(AccessDescription.id_ad_ocsp, uri(urls.responder()));
    builder.addExtension(
        Extension.authorityInfoAccess,
        false,
        new AuthorityInformationAccess(
            draft.profile().hasResponder()
                ? new AccessDescription[] {responder, issuers}
                : new AccessDescription[] {issuers}));
    if (draft.profile() != CertificateProfile.OCSP) {
      DistributionPointName where =
          new DistributionPointName(new GeneralNames(uri(urls.crl(issuer.get()))));
      builder.addExtension(
          Extension.cRLDistributionPoints,
          false,
          new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(where, null, null)}));
    }
  }

  private static GeneralName uri(String url) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, url);
  }
}
