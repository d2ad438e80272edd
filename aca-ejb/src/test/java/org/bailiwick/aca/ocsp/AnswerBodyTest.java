package org.bailiwick.aca.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.der.DerCursor;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.testing.TestCa;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
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
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;

/** Answers are put together from octets; Bouncy Castle, from objects, must write the same. */
class AnswerBodyTest {

  private static final Instant FROM = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant UNTIL = Instant.parse("2026-12-31T23:59:59Z");
  private static final Instant ENDED = Instant.parse("2026-01-01T00:00:00.987654Z");
  private static final byte[] KEY_HASH = new byte[20];

  private final X509Certificate issuer = TestCa.create("bailiwick.example").issuing();

  @Test
  void writesEveryStatus() throws Exception {
    requireSame(new CertificateStatus.Good(), new CertStatus());
    requireSame(new CertificateStatus.Unknown(), new CertStatus(2, DERNull.INSTANCE));
    requireSame(
        new CertificateStatus.Revoked(ENDED, RevocationReason.UNSPECIFIED),
        new CertStatus(new RevokedInfo(time(ENDED), null)));
    for (RevocationReason reason : RevocationReason.values()) {
      if (reason != RevocationReason.UNSPECIFIED) {
        requireSame(
            new CertificateStatus.Revoked(ENDED, reason),
            new CertStatus(new RevokedInfo(time(ENDED), CRLReason.lookup(reason.code()))));
      }
    }
  }

  @Test
  void putsTheResponseAroundWhatWasSigned() throws Exception {
    byte[] body = ours(1, new CertificateStatus.Good(), Optional.empty());
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    byte[] signature = new byte[71];
    byte[] basic =
        new BasicOCSPResponse(
                ResponseData.getInstance(body),
                algorithm,
                new DERBitString(signature),
                new DERSequence(Certificate.getInstance(issuer.getEncoded())))
            .getEncoded(ASN1Encoding.DER);
    assertThat(
            AnswerBody.successful(
                Authority.assemble(body, algorithm, signature),
                AnswerBody.certificates(issuer.getEncoded())))
        .isEqualTo(
            new OCSPResponse(
                    new OCSPResponseStatus(OCSPResponseStatus.SUCCESSFUL),
                    new ResponseBytes(
                        OCSPObjectIdentifiers.id_pkix_ocsp_basic, new DEROctetString(basic)))
                .getEncoded(ASN1Encoding.DER));
  }

  @Test
  void refusalsAreAStatusAndNothingElse() {
    assertThat(AnswerBody.refusal(OCSPResponseStatus.TRY_LATER))
        .isEqualTo(HexFormat.of().parseHex("30030a0103"));
  }

  /** Alone and in company, with and without nonce; 16 lines have lengths of two octets. */
  private void requireSame(CertificateStatus status, CertStatus expected) throws Exception {
    for (int lines : new int[] {1, 16}) {
      for (int nonce : new int[] {0, 1, 128}) {
        Optional<byte[]> octets =
            nonce == 0
                ? Optional.empty()
                : Optional.of(new DEROctetString(new byte[nonce]).getEncoded());
        assertThat(ours(lines, status, octets)).isEqualTo(theirs(lines, expected, octets));
      }
    }
  }

  private byte[] ours(int lines, CertificateStatus status, Optional<byte[]> nonce)
      throws Exception {
    byte[] one = new DERSequence(certId(7)).getEncoded(ASN1Encoding.DER);
    CertificateId id = CertificateId.read(DerCursor.over(one).enter(DerCursor.SEQUENCE));
    return AnswerBody.encode(
        AnswerBody.byKey(KEY_HASH),
        new AnswerBody.Validity(FROM, UNTIL),
        Collections.nCopies(lines, new AnswerBody.Line(id, status)),
        nonce.map(Octets::of));
  }

  private byte[] theirs(int lines, CertStatus status, Optional<byte[]> nonce) throws Exception {
    SingleResponse one =
        new SingleResponse(certId(7), status, time(FROM), time(UNTIL), (Extensions) null);
    Extensions extensions =
        nonce
            .map(octets -> new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, octets))
            .map(Extensions::new)
            .orElse(null);
    List<SingleResponse> all = Collections.nCopies(lines, one);
    return new ResponseData(
            new ResponderID(new DEROctetString(KEY_HASH)),
            time(FROM),
            new DERSequence(all.toArray(SingleResponse[]::new)),
            extensions)
        .getEncoded(ASN1Encoding.DER);
  }

  private CertID certId(long serial) {
    return TestRequests.id(issuer, BigInteger.valueOf(serial), NISTObjectIdentifiers.id_sha256)
        .toASN1Primitive();
  }

  private static ASN1GeneralizedTime time(Instant instant) {
    return new ASN1GeneralizedTime(Date.from(instant));
  }
}
