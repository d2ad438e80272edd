package org.bailiwick.aca.schedule;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * A revocation order that is due at a time, with its end.
 *
 * @param orderedBy the officer
 * @param end empty while it is pending
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
    /** The decision point, the policy or its limit refused it when it was due. */
    REFUSED,
    CANCELLED;

    public String token() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String token) {
      return valueOf(token.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * The end of a schedule.
   *
   * @param check that refused it; empty for other outcomes
   * @param by the officer who cancelled it, or the one who ordered it
   */
  public record End(Outcome outcome, String check, String by, Instant at) {}
}
