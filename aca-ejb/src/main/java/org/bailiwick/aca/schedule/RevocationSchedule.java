package org.bailiwick.aca.schedule;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * An order that is due at a time, and what became of it.
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
    /** The decision port, the policy or its limit refused when it was due; nothing was ended. */
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
   * @param check what refused it; empty otherwise
   * @param by the officer that cancelled it, or the one that ordered it
   */
  public record End(Outcome outcome, String check, String by, Instant at) {}
}
