package org.bailiwick.aca.ocsp;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.credential.Sha256;

/**
 * An OCSP response in DER as it is sent, successful or not (RFC 6960 section 4.2.1).
 *
 * <p>Shared among requests; the octets can't be changed.
 *
 * @param period empty for an answer to one request alone
 */
public record OcspAnswer(Octets der, Optional<Period> period) {

  /**
   * The period in which an answer may be given to others too.
   *
   * @param entityTag digest of the answer, hex (RFC 9919 section 6.2)
   */
  public record Period(Instant thisUpdate, Instant nextUpdate, String entityTag) {}

  /** An answer for one request alone. */
  static OcspAnswer forOneRequest(Octets der) {
    return new OcspAnswer(der, Optional.empty());
  }

  /** An answer to every request for this certificate in its period. */
  static OcspAnswer forMany(Octets der, AnswerBody.Validity validity) {
    String tag = Sha256.hex(der.bytes());
    return new OcspAnswer(
        der, Optional.of(new Period(validity.thisUpdate(), validity.nextUpdate(), tag)));
  }

  public int length() {
    return der.size();
  }

  public void writeTo(OutputStream out) throws IOException {
    der.writeTo(out);
  }
}
