package org.bailiwick.aca.est;

import java.util.UUID;
import org.bailiwick.aca.claims.Octets;

/** The answer to a request for a certificate that was not refused. */
public sealed interface EstAnswer {

  /**
   * With the certificate.
   *
   * @param certificates certs-only CMS
   */
  record Issued(Octets certificates) implements EstAnswer {}

  /**
   * Officers have to approve it; the same CSR gets the certificate afterwards (RFC 7030 section
   * 4.2.3).
   *
   * @param id by which officers know it
   */
  record Waiting(UUID id) implements EstAnswer {}
}
