package org.bailiwick.client.status;

import java.time.Instant;
import org.bailiwick.contract.credential.RevocationReason;

/** What the authority says about the credential with a serial number (RFC 6960 section 2.2). */
public sealed interface StatusAnswer {

  /**
   * The credential was issued and is not revoked. It may have expired, which OCSP does not say.
   *
   * @param asOf the time of the authority's answer
   */
  record Good(Instant asOf) implements StatusAnswer {}

  /**
   * The credential is revoked, which is final.
   *
   * @param at the time of the revocation
   * @param reason {@code UNSPECIFIED} where the authority names none
   */
  record Revoked(Instant at, RevocationReason reason) implements StatusAnswer {}

  /**
   * Nothing is known about the credential, so it must not be relied upon.
   *
   * @param reason a sentence: no such serial number was issued, or why there is no answer
   */
  record Unknown(String reason) implements StatusAnswer {}
}
