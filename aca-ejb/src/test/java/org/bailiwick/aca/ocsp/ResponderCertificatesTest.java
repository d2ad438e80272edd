package org.bailiwick.aca.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponderCertificatesTest {

  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";

  @TempDir private Path folder;
  private ResponderFixture node;

  @BeforeEach
  void open() {
    node = new ResponderFixture(folder);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void certifiesItsKeyForEachIssuerAndForNothingElse() throws Exception {
    node.certified();
    X509Certificate one = node.certificates.find("issuing-1").orElseThrow();
    one.verify(node.ca.issuing().getPublicKey());
    assertThat(one.getPublicKey()).isEqualTo(node.key.get().publicKey());
    assertThat(one.getExtendedKeyUsage()).containsExactly(OCSP_SIGNING);
    assertThat(one.getExtensionValue(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck.getId()))
        .isNotNull();
    node.certificates.find("operator-ca").orElseThrow().verify(node.ca.operatorCa().getPublicKey());
    assertThat(node.database.count("issuance")).isEqualTo(2);
  }

  @Test
  void renewsAfterTwoThirdsOfTheLifeAndNotBefore() {
    X509Certificate first = renewed();
    node.clock.move(Duration.ofDays(19));
    assertThat(renewed()).isEqualTo(first);
    node.clock.move(Duration.ofDays(2));
    assertThat(renewed()).isNotEqualTo(first);
    assertThat(node.database.count("completion")).isEqualTo(2);
  }

  /** Nobody takes one before it begins. */
  @Test
  void renewsOneThatAClockMadeThatWasAhead() {
    node.clock.move(Duration.ofDays(10));
    X509Certificate ahead = renewed();
    node.clock.move(Duration.ofDays(-10));
    X509Certificate right = renewed();
    assertThat(right).isNotEqualTo(ahead);
    assertThat(right.getNotBefore().toInstant()).isBeforeOrEqualTo(node.clock.instant());
    assertThat(renewed()).isEqualTo(right);
  }

  @Test
  void usesTheCertificateOfTheOtherNode() {
    X509Certificate first = renewed();
    ResponderCertificates other = node.certificates("node-2", new TestHome(folder).settings());
    other.renewIfDue(node.issuing, node.clock.instant());
    assertThat(other.find("issuing-1")).contains(first);
    assertThat(node.database.count("completion")).isOne();
  }

  @Test
  void answersNoMoreUnderARevokedCertificateAndMakesNoOther() {
    X509Certificate first = renewed();
    node.revoke(
        new CredentialRef("issuing-1", new SerialNumber(first.getSerialNumber())),
        RevocationReason.KEY_COMPROMISE);
    node.certificates.renewIfDue(node.issuing, node.clock.instant());
    assertThat(node.certificates.find("issuing-1")).isEmpty();
    assertThat(node.database.count("completion")).isOne();
  }

  @Test
  void certifiesAnotherKeyAtOnce() {
    X509Certificate first = renewed();
    node.clock.move(Duration.ofSeconds(1));
    node.key.set(InMemorySigningKey.generate("ocsp-1", KeyShape.EC_P256));
    assertThat(renewed().getPublicKey())
        .isNotEqualTo(first.getPublicKey())
        .isEqualTo(node.key.get().publicKey());
  }

  @Test
  void aKeyOfALaterCeremonyIsCertifiedAndTheOneBeforeAnswersUntilThen() {
    X509Certificate first = renewed();
    node.key.set(InMemorySigningKey.generate("ocsp-2", KeyShape.EC_P256));
    // Before the timer's next run, and while the HSM does not sign, the old pair stays whole.
    assertThat(node.certificates.responder("issuing-1").orElseThrow().certificate())
        .isEqualTo(first);
    X509Certificate next = renewed();
    assertThat(next.getPublicKey()).isEqualTo(node.key.get().publicKey());
    assertThat(next.getSubjectX500Principal().getName()).startsWith("CN=ocsp-2");
    assertThat(node.database.count("completion")).isEqualTo(2);
  }

  private X509Certificate renewed() {
    node.certificates.renewIfDue(node.issuing, node.clock.instant());
    return node.certificates.find("issuing-1").orElseThrow();
  }
}
