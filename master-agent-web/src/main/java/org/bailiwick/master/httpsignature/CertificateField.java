package org.bailiwick.master.httpsignature;

import java.security.cert.X509Certificate;
import java.util.List;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.method.RequestHead;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.Parser;

/**
 * The field {@code Workload-Certificate}: the certificate of the key that signs, as a byte sequence
 * in the form of RFC 9440 section 2.1. The draft has no such field; without the certificate nobody
 * could know whether the credential was revoked.
 */
public final class CertificateField {
  static final String NAME = "workload-certificate";

  private static final int LONGEST = 16_384;

  private CertificateField() {}

  /**
   * The certificate, of which nothing is verified.
   *
   * @throws ProblemException proof-of-possession-failed when there is not exactly one
   */
  public static X509Certificate read(RequestHead head) {
    List<String> values = head.header(NAME);
    if (values.size() != 1 || values.getFirst().length() > LONGEST) {
      throw refused(null);
    }
    try {
      ByteSequenceItem octets = Parser.parseByteSequence(values.getFirst().strip());
      byte[] der = new byte[octets.get().remaining()];
      octets.get().duplicate().get(der);
      return Pem.certificate(der);
    } catch (IllegalArgumentException | ProblemException e) {
      throw refused(e);
    }
  }

  private static ProblemException refused(Exception cause) {
    return new ProblemException(
        ProblemType.PROOF_OF_POSSESSION_FAILED,
        "wit-certificate",
        "A signed request brings the certificate of its key in one Workload-Certificate.",
        cause);
  }
}
