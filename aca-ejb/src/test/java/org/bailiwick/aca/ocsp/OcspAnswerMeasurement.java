package org.bailiwick.aca.ocsp;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.der.DerCursor;
import org.bailiwick.contract.testing.TestCa;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.CertStatus;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.ContentSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Measures the processor time of an OCSP answer with nonce, from the read request to the octets,
 * without look-up and signature, put together by {@link AnswerBody}, by Bouncy Castle's ASN.1
 * objects, and by its builders. It is not a test: {@code -Dmeasure.answers=20000} runs rounds of so
 * many answers in turn, and prints each way's fastest round.
 */
@EnabledIfSystemProperty(named = "measure.answers", matches = "[0-9]+")
class OcspAnswerMeasurement {
  private static final int ROUNDS = 12;
  private static final int COUNT = Integer.getInteger("measure.answers", 0);
  private static final Instant FROM = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant UNTIL = Instant.parse("2026-01-02T15:04:05Z");
  private static final byte[] SIGNATURE = new byte[71];
  private static final AlgorithmIdentifier ALGORITHM =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final TestCa ca = TestCa.create("bailiwick.example");
  private final byte[] keyHash = new byte[20];
  private final Octets nonce = Octets.of(encoded(new DEROctetString(new byte[32])));
  private final byte[] request = TestRequests.withNonce(32, certificateId());

  private interface Way {
    byte[] make() throws Exception;
  }

  @Test
  void measure() throws Exception {
    List<String> names =
        List.of("AnswerBody", "ASN.1 objects", "builders", "StatusRequest", "OCSPReq");
    List<Way> ways = List.of(own(), objects(), builders(), this::read, this::readByLibrary);
    double[] best = new double[ways.size()];
    Arrays.fill(best, Double.MAX_VALUE);
    for (int round = 0; round < ROUNDS; round++) {
      for (int way = 0; way < best.length; way++) {
        best[way] = Math.min(best[way], microseconds(ways.get(way)));
      }
    }
    for (int way = 0; way < best.length; way++) {
      System.out.printf("%s: %.2f us%n", names.get(way), best[way]);
    }
  }

  private double microseconds(Way way) throws Exception {
    long octets = 0;
    long before = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < COUNT; i++) {
      octets += way.make().length;
    }
    double taken = (threads.getCurrentThreadCpuTime() - before) / 1e3 / COUNT;
    return octets == 0 ? Double.MAX_VALUE : taken;
  }

  private Way own() throws Exception {
    byte[] id = AnswerBody.byKey(keyHash);
    byte[] certificates = AnswerBody.certificates(ca.issuing().getEncoded());
    CertificateId certificate =
        CertificateId.read(
            DerCursor.over(encoded(new DERSequence(certId()))).enter(DerCursor.SEQUENCE));
    AnswerBody.Validity validity = new AnswerBody.Validity(FROM, UNTIL);
    return () -> {
      AnswerBody.Line line = new AnswerBody.Line(certificate, new CertificateStatus.Good());
      byte[] body = AnswerBody.encode(id, validity, List.of(line), Optional.of(nonce));
      return AnswerBody.successful(Authority.assemble(body, ALGORITHM, SIGNATURE), certificates);
    };
  }

  private Way objects() throws Exception {
    ResponderID id = new ResponderID(new DEROctetString(keyHash));
    DERSequence certificates = new DERSequence(Certificate.getInstance(ca.issuing().getEncoded()));
    byte[] certificate = encoded(certId());
    return () -> {
      SingleResponse line =
          new SingleResponse(
              CertID.getInstance(certificate),
              new CertStatus(),
              time(FROM),
              time(UNTIL),
              (Extensions) null);
      Extensions echo =
          new Extensions(
              new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, nonce.bytes()));
      ResponseData body = new ResponseData(id, time(FROM), new DERSequence(line), echo);
      encoded(body); // to be signed
      byte[] basic =
          encoded(
              new BasicOCSPResponse(body, ALGORITHM, new DERBitString(SIGNATURE), certificates));
      return encoded(
          new OCSPResponse(
              new OCSPResponseStatus(OCSPResponseStatus.SUCCESSFUL),
              new ResponseBytes(
                  OCSPObjectIdentifiers.id_pkix_ocsp_basic, new DEROctetString(basic))));
    };
  }

  private Way builders() throws Exception {
    RespID id = new RespID(new ResponderID(new DEROctetString(keyHash)));
    X509CertificateHolder[] chain = {new X509CertificateHolder(ca.issuing().getEncoded())};
    byte[] certificate = encoded(certId());
    return () -> {
      BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(id);
      builder.addResponse(
          new CertificateID(CertID.getInstance(certificate)),
          org.bouncycastle.cert.ocsp.CertificateStatus.GOOD,
          Date.from(FROM),
          Date.from(UNTIL));
      builder.setResponseExtensions(
          new Extensions(
              new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, nonce.bytes())));
      return new OCSPRespBuilder()
          .build(OCSPRespBuilder.SUCCESSFUL, builder.build(new Stub(), chain, Date.from(FROM)))
          .getEncoded();
    };
  }

  private byte[] read() throws Exception {
    return StatusRequest.parse(request).nonce().orElseThrow().bytes();
  }

  private byte[] readByLibrary() throws Exception {
    OCSPReq read = new OCSPReq(request);
    read.getRequestList()[0].getCertID().getSerialNumber();
    return read.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce).getExtnValue().getOctets();
  }

  /** Makes no signature, because that costs the same in each way. */
  private static final class Stub implements ContentSigner {
    private final ByteArrayOutputStream signed = new ByteArrayOutputStream();

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return ALGORITHM;
    }

    @Override
    public OutputStream getOutputStream() {
      return signed;
    }

    @Override
    public byte[] getSignature() {
      return SIGNATURE;
    }
  }

  private CertificateID certificateId() {
    BigInteger serial = new BigInteger("65f3a1b2c3d4e5f60718293a4b5c6d7e8f9012", 16);
    return TestRequests.id(ca.issuing(), serial, NISTObjectIdentifiers.id_sha256);
  }

  private CertID certId() {
    return certificateId().toASN1Primitive();
  }

  private static ASN1GeneralizedTime time(Instant instant) {
    return new ASN1GeneralizedTime(Date.from(instant));
  }

  private static byte[] encoded(ASN1Object object) {
    try {
      return object.getEncoded(ASN1Encoding.DER);
    } catch (IOException impossible) {
      throw new IllegalStateException("objects in memory have an encoding", impossible);
    }
  }
}
