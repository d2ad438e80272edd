package org.bailiwick.aca.schedule;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * A revocation order that is due at a later time, and its end.
 *
 * @param orderedBy the officer
 * @param end empty while the order is pending
 */
public record RevocationSchedule(
    UUID id,
    TriggerOrder order,
    Instant dueAt,
    SpiffeId orderedBy,
    Instant orderedAt,
    Optional<End> end) {

  /** The outcome of a schedule. */
  public enum Outcome {
    EXECUTED,
    /** The decision point, the policy or its limit refused the order when it was due. */
    REFUSED,
    CANCELLED;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * The end of a schedule.
   *
   * @param check name of the check that refused the order; empty for other outcomes
   * @param by the officer who cancelled the order, or else the one who ordered it
   */
  public record End(Outcome outcome, String check, String by, Instant at) {}
}
