package org.bailiwick.aca.ocsp;

import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.Standing;
import org.bailiwick.contract.credential.RevocationReason;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
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

/** The octets of OCSP responses (RFC 6960 section 4.2.1), before and after they are signed. */
final class AnswerBody {

  /** Tag of CertStatus unknown (RFC 6960 section 4.2.1). */
  private static final int UNKNOWN = 2;

  private AnswerBody() {}

  /** One certificate's line in an answer. */
  record Line(CertificateId certificate, Standing standing) {}

  /** From when until when the lines hold; the answer is produced at its beginning. */
  record Validity(Instant thisUpdate, Instant nextUpdate) {}

  /** The to-be-signed ResponseData. */
  static byte[] encode(
      byte[] responderKeyHash, Validity validity, List<Line> lines, Optional<Octets> nonce) {
    ASN1Sequence responses =
        new DERSequence(
            lines.stream().map(line -> single(line, validity)).toArray(SingleResponse[]::new));
    return der(
        new ResponseData(
            new ResponderID(new DEROctetString(responderKeyHash)),
            time(validity.thisUpdate()),
            responses,
            nonce.map(AnswerBody::echo).orElse(null)));
  }

  /** The whole response around a signed body, with the responder's certificate. */
  static byte[] successful(byte[] signed, Certificate responder) {
    ASN1Sequence parts = ASN1Sequence.getInstance(signed);
    BasicOCSPResponse basic =
        new BasicOCSPResponse(
            ResponseData.getInstance(parts.getObjectAt(0)),
            AlgorithmIdentifier.getInstance(parts.getObjectAt(1)),
            (DERBitString) DERBitString.getInstance(parts.getObjectAt(2)),
            new DERSequence(responder));
    ResponseBytes bytes =
        new ResponseBytes(OCSPObjectIdentifiers.id_pkix_ocsp_basic, new DEROctetString(der(basic)));
    return der(new OCSPResponse(new OCSPResponseStatus(OCSPResponseStatus.SUCCESSFUL), bytes));
  }

  /** A response that is a refusal; nobody signs these. */
  static byte[] refusal(int status) {
    return der(new OCSPResponse(new OCSPResponseStatus(status), null));
  }

  private static SingleResponse single(Line line, Validity validity) {
    return new SingleResponse(
        CertID.getInstance(line.certificate().der().bytes()),
        status(line.standing()),
        time(validity.thisUpdate()),
        time(validity.nextUpdate()),
        (Extensions) null);
  }

  private static CertStatus status(Standing standing) {
    return switch (standing) {
      case Standing.Good good -> new CertStatus();
      case Standing.Unknown unknown -> new CertStatus(UNKNOWN, DERNull.INSTANCE);
      case Standing.Revoked revoked ->
          new CertStatus(
              new RevokedInfo(
                  time(revoked.revocation().at()), reason(revoked.revocation().reason())));
    };
  }

  /** As on the CRL, an unspecified reason is left out. */
  private static CRLReason reason(RevocationReason reason) {
    return reason == RevocationReason.UNSPECIFIED ? null : CRLReason.lookup(reason.code());
  }

  private static Extensions echo(Octets nonce) {
    return new Extensions(
        new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, nonce.bytes()));
  }

  private static ASN1GeneralizedTime time(Instant instant) {
    return new ASN1GeneralizedTime(Date.from(instant));
  }

  private static byte[] der(ASN1Object value) {
    try {
      return value.getEncoded(ASN1Encoding.DER);
    } catch (IOException impossible) {
      throw new IllegalStateException("the response was built in memory", impossible);
    }
  }
}
