package org.bailiwick.aca.revocation;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.contract.credential.RevocationReason;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V2TBSCertListGenerator;

/**
 * The to-be-signed body of a CRL (RFC 5280 section 5.1). An unspecified reason is left out, as
 * section 5.3.1 advises; a partial CRL says so by its issuing distribution point (section 5.2.5).
 */
final class CrlBody {

  private CrlBody() {}

  /**
   * The period and number of a CRL.
   *
   * @param distributionPoint of a partial one, as the certificates on it name it
   */
  record Edition(
      long number, Instant thisUpdate, Instant nextUpdate, Optional<String> distributionPoint) {}

  static byte[] encode(Authority issuer, Edition edition, List<Revocation> revocations) {
    V2TBSCertListGenerator body = new V2TBSCertListGenerator();
    X509Certificate certificate = issuer.certificate();
    body.setIssuer(X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()));
    body.setSignature(issuer.signatureAlgorithm());
    body.setThisUpdate(new Time(Date.from(edition.thisUpdate())));
    body.setNextUpdate(new Time(Date.from(edition.nextUpdate())));
    try {
      for (Revocation revocation : revocations) {
        body.addCRLEntry(
            new ASN1Integer(revocation.ref().serial().value()),
            new Time(Date.from(revocation.at())),
            reason(revocation.reason()));
      }
      body.setExtensions(extensions(certificate, edition));
      return body.generateTBSCertList().getEncoded(ASN1Encoding.DER);
    } catch (IOException impossible) {
      throw new IllegalStateException("the CRL was built in memory", impossible);
    }
  }

  /** The serial numbers that a signed CRL lists. */
  static Set<BigInteger> serials(byte[] crl) {
    return Arrays.stream(CertificateList.getInstance(crl).getRevokedCertificates())
        .map(entry -> entry.getUserCertificate().getPositiveValue())
        .collect(Collectors.toSet());
  }

  private static Extensions reason(RevocationReason reason) throws IOException {
    if (reason == RevocationReason.UNSPECIFIED) {
      return null;
    }
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.reasonCode, false, CRLReason.lookup(reason.code()));
    return extensions.generate();
  }

  private static Extensions extensions(X509Certificate issuer, Edition edition) throws IOException {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    byte[] value = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    byte[] keyId =
        ASN1OctetString.getInstance(ASN1OctetString.getInstance(value).getOctets()).getOctets();
    extensions.addExtension(
        Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId));
    extensions.addExtension(
        Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(edition.number())));
    if (edition.distributionPoint().isPresent()) {
      GeneralName uri =
          new GeneralName(GeneralName.uniformResourceIdentifier, edition.distributionPoint().get());
      extensions.addExtension(
          Extension.issuingDistributionPoint,
          true,
          new IssuingDistributionPoint(
              new DistributionPointName(new GeneralNames(uri)), false, false));
    }
    return extensions.generate();
  }
}
