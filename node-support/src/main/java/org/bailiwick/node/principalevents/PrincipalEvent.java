package org.bailiwick.node.principalevents;

import java.time.Instant;
import java.util.Optional;

/**
 * What a server tells of a principal: that what it has granted until then counts no more, that the
 * principal is of another risk than before, or both.
 *
 * @param id the event's {@code jti}, unique at its issuer
 * @param until the time of the event, never later than now
 * @param kind the last part of the event's type, for instance {@code session-revoked}
 * @param ends whether grants that were issued until then count no more
 * @param risk what the event says or means of the principal's risk; empty if nothing
 */
public record PrincipalEvent(
    String id,
    String issuer,
    String subject,
    Instant until,
    String kind,
    boolean ends,
    Optional<Risk> risk) {

  /**
   * The risk of a principal.
   *
   * @param level none, low, medium or high
   * @param reason the server's words; empty if it gives none
   */
  public record Risk(String level, String reason) {}

  /** An event after which grants count no more, and that says nothing of a risk. */
  public PrincipalEvent(String id, String issuer, String subject, Instant until, String kind) {
    this(id, issuer, subject, until, kind, true, Optional.empty());
  }

  /** The principal, as tokens and jobs name it. */
  public String principal() {
    return issuer + "#" + subject;
  }
}
