package org.bailiwick.aca.web.est;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.bailiwick.aca.approval.Progress;
import org.bailiwick.aca.approval.WaitingEnrolment;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.est.CertsOnly;
import org.bailiwick.aca.issuance.Enrolment;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Reads and writes bodies of EST, which are base64 regardless of Content-Transfer-Encoding (RFC
 * 8951 section 3).
 */
final class EstBody {

  static final String CSR = "application/pkcs10";
  static final String CERTIFICATES = "application/pkcs7-mime; smime-type=certs-only";
  static final String ADVICE = "application/csrattrs";

  private static final int LINE = 64;
  private static final byte[] LINE_END = {'\n'};

  private EstBody() {}

  /** A CSR in DER from base64, with or without line breaks. */
  static Octets csr(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1).replaceAll("[\\r\\n \\t]", "");
    try {
      return Octets.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException notBase64) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "est-base64",
          "The body must be a PKCS#10 request in DER, as base64.");
    }
  }

  /** The certificate, or 202 with Retry-After and a line of text. */
  static Response answer(Enrolment enrolment) {
    return switch (enrolment) {
      case Enrolment.Issued(IssuedCredential issued) ->
          answer(CertsOnly.of(List.of(issued.certificate())), CERTIFICATES);
      case Enrolment.Waiting(Progress<WaitingEnrolment> progress) ->
          Response.accepted("Officers have to approve request " + progress.proposal().id() + ".\n")
              .type(MediaType.TEXT_PLAIN_TYPE)
              .header(HttpHeaders.RETRY_AFTER, Enrolment.Waiting.RETRY_AFTER.toSeconds())
              .header(HttpHeaders.CACHE_CONTROL, "no-store")
              .build();
    };
  }

  /**
   * An answer with base64 in lines, because OpenSSL's base64 decoder needs them. The header
   * Content-Transfer-Encoding is for clients of RFC 7030 before its update.
   */
  static Response answer(Octets der, String type) {
    String lines = Base64.getMimeEncoder(LINE, LINE_END).encodeToString(der.bytes()) + "\n";
    return Response.ok(lines.getBytes(StandardCharsets.US_ASCII))
        .header(HttpHeaders.CONTENT_TYPE, type) // not as MediaType: libest compares the text
        .header("Content-Transfer-Encoding", "base64")
        .header("Cache-Control", "no-store")
        .build();
  }
}
