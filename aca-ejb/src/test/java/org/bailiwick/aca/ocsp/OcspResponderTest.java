package org.bailiwick.aca.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.testing.TestCa;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OcspResponderTest {

  @TempDir private Path folder;
  private ResponderFixture node;

  @BeforeEach
  void open() {
    node = new ResponderFixture(folder).certified();
    node.issue(7);
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void saysGoodUnderACertificateOfTheIssuer() throws Exception {
    BasicOCSPResp answer = basic(ask(TestRequests.plain(sha256(7))));
    X509Certificate responder = node.certificates.find("issuing-1").orElseThrow();
    responder.verify(node.ca.issuing().getPublicKey());
    assertThat(answer.getCerts()[0].getEncoded()).isEqualTo(responder.getEncoded());
    assertThat(
            answer.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(responder.getPublicKey())))
        .isTrue();
    assertThat(only(answer).getCertStatus()).isEqualTo(CertificateStatus.GOOD);
    assertThat(only(answer).getCertID()).isEqualTo(sha256(7));
    assertThat(only(answer).getNextUpdate())
        .isEqualTo(Date.from(node.clock.instant().plus(Duration.ofHours(1))));
  }

  @Test
  void keepsAnAnswerAndSignsNothingForIt() throws Exception {
    OcspAnswer first = ask(TestRequests.plain(sha1(7)));
    node.stopSigning();
    assertThat(ask(TestRequests.plain(sha1(7)))).isSameAs(first);
    assertThat(node.counted).endsWith("ocsp_answered:kept");
  }

  @Test
  void signsAnewAfterARevocationWhateverItKept() throws Exception {
    ask(TestRequests.plain(sha1(7)));
    node.revoke(7, RevocationReason.KEY_COMPROMISE);
    RevokedStatus status =
        (RevokedStatus) only(basic(ask(TestRequests.plain(sha1(7))))).getCertStatus();
    assertThat(status.getRevocationReason()).isOne();
    assertThat(status.getRevocationTime()).isEqualTo(Date.from(node.clock.instant()));
    node.stopSigning();
    assertThat(only(basic(ask(TestRequests.plain(sha1(7))))).getCertStatus())
        .isInstanceOf(RevokedStatus.class);
  }

  @Test
  void ratherSaysNothingThanGoodWhenARevocationCannotBeSigned() throws Exception {
    ask(TestRequests.plain(sha1(7)));
    node.stopSigning();
    node.revoke(7, RevocationReason.UNSPECIFIED);
    assertThat(status(ask(TestRequests.plain(sha1(7))))).isEqualTo(OCSPResp.TRY_LATER);
  }

  @Test
  void leavesAnUnspecifiedReasonOut() throws Exception {
    node.revoke(7, RevocationReason.UNSPECIFIED);
    RevokedStatus status =
        (RevokedStatus) only(basic(ask(TestRequests.plain(sha1(7))))).getCertStatus();
    assertThat(status.hasRevocationReason()).isFalse();
  }

  @Test
  void repeatsANonceAndKeepsNothing() throws Exception {
    OcspAnswer first = ask(TestRequests.withNonce(32, sha1(7)));
    assertThat(first.period()).isEmpty();
    assertThat(
            basic(first)
                .getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)
                .getExtnValue()
                .getOctets())
        .hasSize(34);
    node.stopSigning();
    assertThat(status(ask(TestRequests.withNonce(32, sha1(7))))).isEqualTo(OCSPResp.TRY_LATER);
  }

  @Test
  void doesNotKnowWhatWasNeverIssuedAndForgetsIt() throws Exception {
    node.reserve(8);
    for (long serial : new long[] {8, 9}) {
      assertThat(only(basic(ask(TestRequests.plain(sha1(serial))))).getCertStatus())
          .isInstanceOf(UnknownStatus.class);
    }
    node.issue(9);
    assertThat(only(basic(ask(TestRequests.plain(sha1(9))))).getCertStatus())
        .isEqualTo(CertificateStatus.GOOD);
  }

  @Test
  void answersForEachIssuerUnderItsOwnResponder() throws Exception {
    CertificateID operator = TestRequests.sha256(node.ca.operatorCa(), 7);
    BasicOCSPResp answer = basic(ask(TestRequests.plain(operator)));
    assertThat(only(answer).getCertStatus()).isInstanceOf(UnknownStatus.class);
    assertThat(answer.getCerts()[0].getIssuer().getEncoded())
        .isEqualTo(node.ca.operatorCa().getSubjectX500Principal().getEncoded());
  }

  @Test
  void answersForSeveralCertificatesOfOneIssuerOnly() throws Exception {
    BasicOCSPResp answer = basic(ask(TestRequests.plain(sha1(7), sha256(8))));
    assertThat(answer.getResponses()).hasSize(2);
    CertificateID operator = TestRequests.sha1(node.ca.operatorCa(), 7);
    assertThat(status(ask(TestRequests.plain(sha1(7), operator)))).isEqualTo(OCSPResp.UNAUTHORIZED);
  }

  @Test
  void isNotAuthorisedForOthersIssuers() throws Exception {
    X509Certificate foreign = TestCa.create("partner.example").issuing();
    CertificateID id = TestRequests.sha1(foreign, 7);
    assertThat(status(ask(TestRequests.plain(id)))).isEqualTo(OCSPResp.UNAUTHORIZED);
    assertThat(status(ask(TestRequests.withNonce(16, id)))).isEqualTo(OCSPResp.UNAUTHORIZED);
    assertThat(status(ask(TestRequests.plain(TestRequests.sha1(node.ca.root(), 7)))))
        .isEqualTo(OCSPResp.UNAUTHORIZED);
  }

  @Test
  void refusesWhatIsNoRequest() throws Exception {
    assertThat(status(ask(new byte[] {1, 2, 3}))).isEqualTo(OCSPResp.MALFORMED_REQUEST);
  }

  @Test
  void renewsWhatIsAskedForBeforeItIsOld() throws Exception {
    OcspAnswer first = ask(TestRequests.plain(sha1(7)));
    node.clock.move(Duration.ofMinutes(31));
    node.responder.renew(node.clock.instant());
    assertThat(ask(TestRequests.plain(sha1(7)))).as("nobody asked").isSameAs(first);
    node.responder.renew(node.clock.instant());
    OcspAnswer second = ask(TestRequests.plain(sha1(7)));
    assertThat(second).isNotSameAs(first);
    assertThat(second.period().orElseThrow().thisUpdate()).isEqualTo(node.clock.instant());
  }

  @Test
  void givesNothingThatIsOld() throws Exception {
    ask(TestRequests.plain(sha1(7)));
    node.stopSigning();
    node.clock.move(Duration.ofMinutes(61));
    assertThat(status(ask(TestRequests.plain(sha1(7))))).isEqualTo(OCSPResp.TRY_LATER);
  }

  private CertificateID sha1(long serial) {
    return TestRequests.sha1(node.ca.issuing(), serial);
  }

  private CertificateID sha256(long serial) {
    return TestRequests.sha256(node.ca.issuing(), serial);
  }

  private OcspAnswer ask(byte[] request) {
    return node.responder.answer(request);
  }

  private static OCSPResp parsed(OcspAnswer answer) throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    answer.writeTo(octets);
    assertThat(octets.size()).isEqualTo(answer.length());
    return new OCSPResp(octets.toByteArray());
  }

  private static int status(OcspAnswer answer) throws Exception {
    return parsed(answer).getStatus();
  }

  private static BasicOCSPResp basic(OcspAnswer answer) throws Exception {
    assertThat(status(answer)).isEqualTo(OCSPResp.SUCCESSFUL);
    return (BasicOCSPResp) parsed(answer).getResponseObject();
  }

  private static SingleResp only(BasicOCSPResp answer) {
    assertThat(answer.getResponses()).hasSize(1);
    return answer.getResponses()[0];
  }
}
