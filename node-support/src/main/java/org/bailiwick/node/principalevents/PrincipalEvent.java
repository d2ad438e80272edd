package org.bailiwick.node.principalevents;

import java.time.Instant;

/**
 * The news that what a server has granted for a principal until then counts no more.
 *
 * @param id the event's {@code jti}, unique at its issuer
 * @param kind the last part of the event's type, for instance {@code session-revoked}
 */
public record PrincipalEvent(String id, String issuer, String subject, Instant until, String kind) {

  /** The principal, as tokens and jobs name it. */
  public String principal() {
    return issuer + "#" + subject;
  }
}
