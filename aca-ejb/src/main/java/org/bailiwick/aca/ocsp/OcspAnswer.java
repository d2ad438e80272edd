package org.bailiwick.aca.ocsp;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;

/**
 * An OCSP response in DER as it is sent, successful or not (RFC 6960 section 4.2.1).
 *
 * <p>Shared among requests; the octets can't be changed.
 */
public final class OcspAnswer {

  private final Octets der;
  private final Optional<Period> period;

  private OcspAnswer(Octets der, Optional<Period> period) {
    this.der = der;
    this.period = period;
  }

  /**
   * For how long an answer may serve others too.
   *
   * @param entityTag digest of the answer, hex (RFC 9919 section 6.2)
   */
  public record Period(Instant thisUpdate, Instant nextUpdate, String entityTag) {}

  /** For nobody but the one who asked. */
  static OcspAnswer forOneRequest(Octets der) {
    return new OcspAnswer(der, Optional.empty());
  }

  /** For whoever asks the same meanwhile. */
  static OcspAnswer forMany(Octets der, AnswerBody.Validity validity) {
    String tag = HexFormat.of().formatHex(IssuerIndex.digest("SHA-256", der.bytes()));
    return new OcspAnswer(
        der, Optional.of(new Period(validity.thisUpdate(), validity.nextUpdate(), tag)));
  }

  public int length() {
    return der.size();
  }

  public void writeTo(OutputStream out) throws IOException {
    der.writeTo(out);
  }

  /** Absent for what answers one request only: a nonce, several certificates, a refusal. */
  public Optional<Period> period() {
    return period;
  }
}
