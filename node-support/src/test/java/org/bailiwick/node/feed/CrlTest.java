package org.bailiwick.node.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.testing.TestCa;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class CrlTest {
  private final Instant now = Clock.systemUTC().instant();
  private final TestCa ours = TestCa.create("bailiwick.example");
  private final JcaX509v2CRLBuilder builder = builder(now);

  private JcaX509v2CRLBuilder builder(Instant thisUpdate) {
    JcaX509v2CRLBuilder made =
        new JcaX509v2CRLBuilder(ours.issuing().getSubjectX500Principal(), Date.from(thisUpdate));
    made.setNextUpdate(Date.from(thisUpdate.plus(Duration.ofDays(1))));
    return made;
  }

  private CrlTest with(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      builder.addExtension(oid, critical, value);
      return this;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509CRL signed(JcaX509v2CRLBuilder body) {
    try {
      return new JcaX509CRLConverter()
          .getCRL(
              body.build(
                  new JcaContentSignerBuilder("SHA256withECDSA")
                      .build(ours.issuingKey().getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void refuses(X509CRL crl) {
    assertThatThrownBy(() -> Crl.checked(crl, ours.issuing(), now))
        .isInstanceOf(CRLException.class);
  }

  @Test
  void takesACompleteCrlWithItsReasons() throws GeneralSecurityException {
    with(Extension.cRLNumber, false, new CRLNumber(BigInteger.TWO));
    builder.addCRLEntry(BigInteger.ONE, Date.from(now), CRLReason.privilegeWithdrawn);
    builder.addCRLEntry(BigInteger.TEN, Date.from(now), CRLReason.certificateHold);
    Crl crl = Crl.checked(signed(builder), ours.issuing(), now);
    assertThat(crl.number()).isEqualTo(BigInteger.TWO);
    assertThat(crl.revoked().get(BigInteger.ONE).reason())
        .isEqualTo(RevocationReason.PRIVILEGE_WITHDRAWN);
    assertThat(crl.revoked().get(BigInteger.TEN).reason()).isEqualTo(RevocationReason.UNSPECIFIED);
  }

  @Test
  void refusesADelta() {
    refuses(with(Extension.deltaCRLIndicator, true, new CRLNumber(BigInteger.ONE)).signed(builder));
  }

  @Test
  void refusesAPartitionOrAnIndirectCrl() {
    IssuingDistributionPoint users =
        new IssuingDistributionPoint(null, true, false, null, false, false);
    refuses(with(Extension.issuingDistributionPoint, true, users).signed(builder));
  }

  @Test
  void refusesACriticalExtensionThatItDoesNotKnow() {
    refuses(
        with(new ASN1ObjectIdentifier("1.3.6.1.4.1.55555.1"), true, DERNull.INSTANCE)
            .signed(builder));
  }

  /**
   * Found by fuzzing: it must not pass for a fault of ours, which ends the round of all partners.
   */
  @Test
  void refusesANumberThatIsNotInDer() throws IOException {
    builder.addExtension(Extension.cRLNumber, false, new byte[] {2, 2, 0, 1});
    refuses(signed(builder));
  }

  @Test
  void refusesWhatIsFromTheFutureOrWithoutEnd() {
    refuses(signed(builder(now.plus(Duration.ofMinutes(6)))));
    refuses(
        signed(new JcaX509v2CRLBuilder(ours.issuing().getSubjectX500Principal(), Date.from(now))));
  }

  @Test
  void ordersByNumberAndThenByTime() throws GeneralSecurityException {
    Crl unnumbered = Crl.checked(signed(builder(now)), ours.issuing(), now);
    Crl later = Crl.checked(signed(builder(now.plusSeconds(60))), ours.issuing(), now);
    Crl numbered = Crl.checked(ours.crl(0), ours.issuing(), now);
    assertThat(unnumbered.isOlderThan(later)).isTrue();
    assertThat(later.isOlderThan(unnumbered)).isFalse();
    assertThat(later.isOlderThan(numbered)).isTrue();
    assertThat(numbered.isOlderThan(later)).isFalse();
  }
}
