package org.bailiwick.aca.ocsp;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * An OCSP response in DER as it is sent, successful or not (RFC 6960 section 4.2.1).
 *
 * <p>Shared among requests; the octets can't be changed.
 */
public final class OcspAnswer {

  private final byte[] der;
  private final Optional<Period> period;

  OcspAnswer(byte[] der, Optional<Period> period) {
    this.der = der.clone();
    this.period = period;
  }

  /**
   * For how long an answer may serve others too.
   *
   * @param entityTag digest of the answer, hex (RFC 9919 section 6.2)
   */
  public record Period(Instant thisUpdate, Instant nextUpdate, String entityTag) {}

  /** The same answer, for nobody but the one who asked. */
  OcspAnswer forOneRequest() {
    return new OcspAnswer(der, Optional.empty());
  }

  public int length() {
    return der.length;
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(der);
  }

  /** Absent for what answers one request only: a nonce, several certificates, a refusal. */
  public Optional<Period> period() {
    return period;
  }
}
