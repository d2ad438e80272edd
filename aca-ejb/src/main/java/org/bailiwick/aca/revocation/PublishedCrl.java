package org.bailiwick.aca.revocation;

import java.time.Instant;
import org.bailiwick.aca.claims.Octets;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.TBSCertList;

/** A signed CRL (RFC 5280 section 5) as it is served. */
public record PublishedCrl(long number, Octets der, Instant thisUpdate, Instant nextUpdate) {

  /** One of ours that was signed elsewhere, in a ceremony. */
  public static PublishedCrl read(Octets der) {
    TBSCertList body = CertificateList.getInstance(der.bytes()).getTBSCertList();
    Extension number = body.getExtensions().getExtension(Extension.cRLNumber);
    return new PublishedCrl(
        ASN1Integer.getInstance(number.getParsedValue()).longValueExact(),
        der,
        body.getThisUpdate().getDate().toInstant(),
        body.getNextUpdate().getDate().toInstant());
  }
}
