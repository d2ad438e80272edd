package org.bailiwick.client.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestCertificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.junit.jupiter.api.Test;

/** CRLs that do not list all certificates of their issuer. */
class IssuerCrlTest {
  private static final URI ADDRESS = URI.create("http://aca.example:8080/crl/issuing/3.crl");
  private static final TestCa CA = TestCa.create("bailiwick.example");

  private final Instant now = Instant.now();

  private byte[] crl(ASN1ObjectIdentifier oid, ASN1Encodable value)
      throws IOException, OperatorCreationException {
    JcaX509v2CRLBuilder builder =
        new JcaX509v2CRLBuilder(CA.issuing().getSubjectX500Principal(), Date.from(now));
    builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(1))));
    builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.TEN));
    builder.addExtension(oid, true, value);
    return builder.build(TestCertificate.signer(CA.issuingKey())).getEncoded();
  }

  private byte[] part(URI address, boolean onlyAgents, boolean indirect) throws Exception {
    GeneralName uri = new GeneralName(GeneralName.uniformResourceIdentifier, address.toString());
    return crl(
        Extension.issuingDistributionPoint,
        new IssuingDistributionPoint(
            new DistributionPointName(new GeneralNames(uri)),
            onlyAgents,
            false,
            null,
            indirect,
            false));
  }

  private IssuerCrl checked(byte[] der) throws GeneralSecurityException {
    return IssuerCrl.checked(der, ADDRESS, CA.issuing(), now);
  }

  private void refuses(byte[] der) {
    assertThatThrownBy(() -> checked(der)).isInstanceOf(CRLException.class);
  }

  @Test
  void takesThePartThatTheCertificatesName() throws Exception {
    assertThat(checked(part(ADDRESS, false, false)).number()).isEqualTo(10);
  }

  @Test
  void refusesWhatMayLeaveOutACertificate() throws Exception {
    refuses(part(URI.create("http://aca.example:8080/crl/issuing/4.crl"), false, false));
    refuses(part(ADDRESS, true, false));
    refuses(part(ADDRESS, false, true));
    refuses(crl(Extension.deltaCRLIndicator, new CRLNumber(BigInteger.ONE)));
  }

  @Test
  void refusesACrlFromTheFuture() throws Exception {
    byte[] der = CA.crl(1).getEncoded();
    assertThatThrownBy(
            () -> IssuerCrl.checked(der, ADDRESS, CA.issuing(), now.minus(Duration.ofHours(1))))
        .isInstanceOf(CRLException.class);
  }
}
