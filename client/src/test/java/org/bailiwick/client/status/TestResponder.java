package org.bailiwick.client.status;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestCertificate;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.UnknownStatus;

/** An OCSP responder of a test authority; a test changes one thing of its answers. */
final class TestResponder {
  final Map<BigInteger, CertificateStatus> known = new HashMap<>();
  KeyPair key = TestKeys.ec();
  KeyPurposeId purpose = KeyPurposeId.id_kp_OCSPSigning;
  KeyPair certifiedBy;
  Instant time = Instant.now();
  boolean repeatsNonce = true;
  private final TestCa ca;

  TestResponder(TestCa ca) {
    this.ca = ca;
    this.certifiedBy = ca.issuingKey();
  }

  byte[] answer(byte[] request) throws Exception {
    OCSPReq asked = new OCSPReq(request);
    X509CertificateHolder certificate = new JcaX509CertificateHolder(certificate());
    BasicOCSPRespBuilder answer = new BasicOCSPRespBuilder(new RespID(certificate.getSubject()));
    var id = asked.getRequestList()[0].getCertID();
    CertificateStatus status =
        known.containsKey(id.getSerialNumber())
            ? known.get(id.getSerialNumber())
            : new UnknownStatus();
    answer.addResponse(
        id, status, Date.from(time), Date.from(time.plus(Duration.ofHours(1))), null);
    if (repeatsNonce) {
      answer.setResponseExtensions(
          new Extensions(asked.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)));
    }
    return new OCSPRespBuilder()
        .build(
            OCSPResp.SUCCESSFUL,
            answer.build(
                TestCertificate.signer(key),
                new X509CertificateHolder[] {certificate},
                Date.from(time)))
        .getEncoded();
  }

  private X509Certificate certificate() {
    Instant now = Instant.now();
    return new TestCertificate(
            "CN=responder", key.getPublic(), now.minusSeconds(60), now.plusSeconds(3600))
        .with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
        .signedBy(ca.issuing().getSubjectX500Principal(), certifiedBy);
  }
}
