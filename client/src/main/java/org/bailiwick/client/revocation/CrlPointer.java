package org.bailiwick.client.revocation;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.security.cert.X509Extension;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** What a certificate says about its status: the address of its CRL, or that it has none. */
final class CrlPointer {
  private CrlPointer() {}

  /** The address in the distribution point (RFC 5280 section 4.2.1.13), if there is one by http. */
  static Optional<URI> of(X509Certificate certificate) {
    return content(certificate, Extension.cRLDistributionPoints.getId()).stream()
        .flatMap(
            content -> Arrays.stream(CRLDistPoint.getInstance(content).getDistributionPoints()))
        .filter(point -> point.getReasons() == null && point.getCRLIssuer() == null)
        .map(DistributionPoint::getDistributionPoint)
        .flatMap(CrlPointer::addresses)
        .filter(address -> address.startsWith("http://"))
        .map(URI::create)
        .findFirst();
  }

  /** Fetches a CRL over plain http, since its signature protects it. */
  static byte[] fetched(URI address) {
    try (JsonEndpoint plain = new JsonEndpoint(address, TrustedAuthority.noTls())) {
      return plain.bytes(address.toString());
    }
  }

  /** Whether the issuer never revokes this certificate, because it ends soon (RFC 9608). */
  static boolean isNeverRevoked(X509Certificate certificate) {
    return certificate.getExtensionValue(Extension.noRevAvail.getId()) != null;
  }

  /** The URIs of a distribution point's full name. */
  static Stream<String> addresses(DistributionPointName name) {
    return name == null || name.getType() != DistributionPointName.FULL_NAME
        ? Stream.empty()
        : Arrays.stream(GeneralNames.getInstance(name.getName()).getNames())
            .filter(each -> each.getTagNo() == GeneralName.uniformResourceIdentifier)
            .map(each -> each.getName().toString());
  }

  /** The content of an extension of a certificate or CRL. */
  static Optional<byte[]> content(X509Extension from, String oid) {
    return Optional.ofNullable(from.getExtensionValue(oid))
        .map(octets -> ASN1OctetString.getInstance(octets).getOctets());
  }
}
