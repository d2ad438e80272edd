package org.bailiwick.aca.ocsp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.authority.DerBytes;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.der.DerCursor;
import org.bailiwick.contract.credential.RevocationReason;

/**
 * The octets of OCSP responses (RFC 6960 section 4.2.1), before and after they are signed. They are
 * put together from parts in DER: most of an answer never changes, and the CertID is the client's.
 */
final class AnswerBody {

  private static final int ENUMERATED = 0x0a;
  private static final int GENERALIZED_TIME = 0x18;

  /** CertStatus ::= good [0] IMPLICIT NULL, revoked [1] IMPLICIT RevokedInfo, unknown [2]. */
  private static final byte[] GOOD = {(byte) 0x80, 0};

  private static final byte[] UNKNOWN = {(byte) 0x82, 0};
  private static final byte[] NOTHING = {};

  /** Tag and value of responseStatus successful. */
  private static final byte[] SUCCESSFUL = {ENUMERATED, 1, 0};

  /** The OIDs id-pkix-ocsp-basic and id-pkix-ocsp-nonce, with tag and length. */
  private static final byte[] BASIC = HexFormat.of().parseHex("06092b0601050507300101");

  private static final byte[] NONCE = HexFormat.of().parseHex("06092b0601050507300102");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private AnswerBody() {}

  /** A certificate and its status in an answer (SingleResponse). */
  record Line(CertificateId certificate, CertificateStatus status) {}

  /** The period in which the lines are valid; the answer is produced at its beginning. */
  record Validity(Instant thisUpdate, Instant nextUpdate) {}

  /** ResponderID byKey, which is the same in all answers of a responder. */
  static byte[] byKey(byte[] keyHash) {
    return DerBytes.value(DerCursor.explicit(2), DerBytes.value(DerCursor.OCTET_STRING, keyHash));
  }

  /** The certs field with one certificate, which is the same in all answers of a responder. */
  static byte[] certificates(byte[] responder) {
    return DerBytes.value(DerCursor.explicit(0), DerBytes.sequence(responder));
  }

  /** The to-be-signed ResponseData. */
  static byte[] encode(
      byte[] responderId, Validity validity, List<Line> lines, Optional<Octets> nonce) {
    byte[] from = time(validity.thisUpdate());
    byte[] until = DerBytes.value(DerCursor.explicit(0), time(validity.nextUpdate()));
    byte[][] responses =
        lines.stream()
            .map(
                line ->
                    DerBytes.sequence(
                        line.certificate().der().bytes(),
                        status(line.status(), validity.thisUpdate()),
                        from,
                        until))
            .toArray(byte[][]::new);
    return DerBytes.sequence(
        responderId,
        from,
        DerBytes.sequence(responses),
        nonce.map(AnswerBody::echo).orElse(NOTHING));
  }

  /** The whole response: a signed body, and the certificates that belong to it. */
  static byte[] successful(byte[] signed, byte[] certificates) {
    byte[] basic =
        DerBytes.sequence(DerCursor.over(signed).content(DerCursor.SEQUENCE), certificates);
    return DerBytes.sequence(
        SUCCESSFUL,
        DerBytes.value(
            DerCursor.explicit(0),
            DerBytes.sequence(BASIC, DerBytes.value(DerCursor.OCTET_STRING, basic))));
  }

  /** A refusal, which is not signed. */
  static byte[] refusal(int status) {
    return DerBytes.sequence(new byte[] {ENUMERATED, 1, (byte) status});
  }

  /** A revocation that a fast clock dated later than now is dated now. */
  private static byte[] status(CertificateStatus status, Instant now) {
    return switch (status) {
      case CertificateStatus.Good good -> GOOD;
      case CertificateStatus.Unknown unknown -> UNKNOWN;
      case CertificateStatus.Revoked revoked ->
          DerBytes.value(
              DerCursor.explicit(1),
              time(revoked.at().isAfter(now) ? now : revoked.at()),
              reason(revoked.reason()));
    };
  }

  /** An unspecified reason is left out, as on the CRL. */
  private static byte[] reason(RevocationReason reason) {
    return reason == RevocationReason.UNSPECIFIED
        ? NOTHING
        : DerBytes.value(DerCursor.explicit(0), new byte[] {ENUMERATED, 1, (byte) reason.code()});
  }

  private static byte[] echo(Octets nonce) {
    byte[] extension =
        DerBytes.sequence(NONCE, DerBytes.value(DerCursor.OCTET_STRING, nonce.bytes()));
    return DerBytes.value(DerCursor.explicit(1), DerBytes.sequence(extension));
  }

  /** In whole seconds (RFC 5280 section 4.1.2.5.2). */
  private static byte[] time(Instant instant) {
    return DerBytes.value(
        GENERALIZED_TIME, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
  }
}
