package org.bailiwick.aca.crl;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.crl.PublishedCrl.Edition;
import org.bailiwick.aca.der.DerCursor;
import org.bailiwick.aca.der.DerParts;
import org.bailiwick.aca.ledger.Ended;
import org.bailiwick.contract.credential.RevocationReason;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.Time;

/**
 * The to-be-signed body of a CRL (RFC 5280 section 5.1). An unspecified reason is left out, as
 * section 5.3.1 advises; a partial CRL has an issuing distribution point (section 5.2.5).
 */
final class CrlBody {

  private static final int V2 = 1;

  /** The number of fields before the list: version, signature, issuer, this and next update. */
  private static final int FIELDS_BEFORE_LIST = 5;

  private CrlBody() {}

  /** The encoded entries of a CRL (RFC 5280 section 5.1.2.6). */
  static final class Entries {

    private final DerParts encoded = new DerParts();
    private int count;
    private Instant latest = Instant.MIN;

    void add(Ended ended) {
      try {
        ASN1EncodableVector entry = new ASN1EncodableVector();
        entry.add(new ASN1Integer(ended.ref().serial().value()));
        entry.add(new Time(Date.from(ended.at())));
        if (ended.reason() != RevocationReason.UNSPECIFIED) {
          entry.add(reason(ended.reason()));
        }
        encoded.add(new DERSequence(entry).getEncoded(ASN1Encoding.DER));
        count++;
        latest = ended.at().isAfter(latest) ? ended.at() : latest;
      } catch (IOException impossible) {
        throw new IllegalStateException("the entry was built in memory", impossible);
      }
    }

    int count() {
      return count;
    }

    /** The date of the last revocation, in whole seconds as on the list. */
    Optional<Instant> latest() {
      return count == 0 ? Optional.empty() : Optional.of(latest.truncatedTo(ChronoUnit.SECONDS));
    }
  }

  /**
   * The extensions that differ between kinds of CRLs.
   *
   * @param distributionPoint URI of a partial CRL, as in the certificates of its shard
   * @param freshest URI of its delta CRL (section 5.2.6)
   * @param base for a delta CRL, the number of the CRL that it adds to (section 5.2.4)
   */
  record Kind(Optional<String> distributionPoint, Optional<String> freshest, Optional<Long> base) {}

  static byte[] encode(Authority issuer, Edition edition, Kind kind, Entries entries) {
    X509Certificate certificate = issuer.certificate();
    DerParts body = new DerParts();
    try {
      body.add(der(new ASN1Integer(V2)))
          .add(der(issuer.signatureAlgorithm()))
          .add(certificate.getSubjectX500Principal().getEncoded())
          .add(der(new Time(Date.from(edition.thisUpdate()))))
          .add(der(new Time(Date.from(edition.nextUpdate()))));
      if (entries.count() > 0) {
        body.begin(DerCursor.SEQUENCE, entries.encoded.size()).add(entries.encoded);
      }
      body.add(der(new DERTaggedObject(true, 0, extensions(certificate, edition, kind))));
      return body.within(DerCursor.SEQUENCE);
    } catch (IOException impossible) {
      throw new IllegalStateException("the CRL was built in memory", impossible);
    }
  }

  private static byte[] der(ASN1Encodable value) throws IOException {
    return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
  }

  private static Extensions reason(RevocationReason reason) throws IOException {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(Extension.reasonCode, false, CRLReason.lookup(reason.code()));
    return extensions.generate();
  }

  /**
   * Whether a signed CRL lacks one of these serial numbers.
   *
   * @param wanted the serial numbers; those that the CRL lists are removed from this set
   */
  static boolean misses(byte[] crl, Set<BigInteger> wanted) {
    DerCursor body = DerCursor.over(crl).enter(DerCursor.SEQUENCE).enter(DerCursor.SEQUENCE);
    for (int field = 0; field < FIELDS_BEFORE_LIST; field++) {
      body.skip();
    }
    if (body.isNext(DerCursor.SEQUENCE)) {
      DerCursor entries = body.enter(DerCursor.SEQUENCE);
      while (entries.hasMore() && !wanted.isEmpty()) {
        byte[] serial = entries.enter(DerCursor.SEQUENCE).content(DerCursor.INTEGER);
        wanted.remove(new BigInteger(serial));
      }
    }
    return !wanted.isEmpty();
  }

  private static Extensions extensions(X509Certificate issuer, Edition edition, Kind kind)
      throws IOException {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    byte[] value = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    byte[] keyId =
        ASN1OctetString.getInstance(ASN1OctetString.getInstance(value).getOctets()).getOctets();
    extensions.addExtension(
        Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId));
    extensions.addExtension(
        Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(edition.number())));
    if (kind.base().isPresent()) {
      extensions.addExtension(
          Extension.deltaCRLIndicator, true, new CRLNumber(BigInteger.valueOf(kind.base().get())));
    }
    if (kind.distributionPoint().isPresent()) {
      extensions.addExtension(
          Extension.issuingDistributionPoint,
          true,
          new IssuingDistributionPoint(point(kind.distributionPoint().get()), false, false));
    }
    if (kind.freshest().isPresent()) {
      DistributionPoint delta = new DistributionPoint(point(kind.freshest().get()), null, null);
      extensions.addExtension(
          Extension.freshestCRL, false, new CRLDistPoint(new DistributionPoint[] {delta}));
    }
    return extensions.generate();
  }

  private static DistributionPointName point(String uri) {
    return new DistributionPointName(
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
  }
}
