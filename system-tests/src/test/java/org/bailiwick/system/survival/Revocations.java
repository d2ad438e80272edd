package org.bailiwick.system.survival;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/** An officer's revocations, and the lists on which anybody can see them. */
final class Revocations {

  private Revocations() {}

  static Call of(Nodes nodes, String serial) {
    return Officer.order(nodes, serial, "cessation-of-operation");
  }

  /** The URL of the CRL on which a certificate would be listed. */
  static URI listOf(X509Certificate certificate) {
    try {
      CRLDistPoint points =
          CRLDistPoint.getInstance(
              JcaX509ExtensionUtils.parseExtensionValue(
                  certificate.getExtensionValue(Extension.cRLDistributionPoints.getId())));
      GeneralNames names =
          GeneralNames.getInstance(
              points.getDistributionPoints()[0].getDistributionPoint().getName());
      return URI.create(names.getNames()[0].getName().toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The serials on a list. */
  static Set<BigInteger> on(URI list) {
    try (InputStream answer = list.toURL().openStream()) {
      X509CRL crl =
          (X509CRL)
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(answer.readAllBytes()));
      return Stream.ofNullable(crl.getRevokedCertificates())
          .flatMap(Set::stream)
          .map(X509CRLEntry::getSerialNumber)
          .collect(Collectors.toSet());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
