package org.bailiwick.master.accessrequest;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.master.approval.Choice;
import org.bailiwick.master.approval.Verdict;

/**
 * A request with what has become of it.
 *
 * @param id the stored identifier, which fits the request unless the row was changed
 * @param verdict the decision of one person
 * @param cancelledAt when the asker has taken the request back
 * @param revokedAt when somebody has taken the approval back
 */
record StoredRequest(
    String id,
    RequestedAccess request,
    Optional<Verdict> verdict,
    Optional<Instant> cancelledAt,
    Optional<Instant> revokedAt) {

  /** How far it got, and the task's status of the profile for it. */
  enum State {
    /** A person has to decide. */
    WAITING("pending"),
    APPROVED("approved"),
    DENIED("denied"),
    /** The asker has taken the request back. */
    CANCELLED("cancelled"),
    /** Somebody has taken the approval back. */
    REVOKED("cancelled"),
    /** The time was over before a person had decided. */
    EXPIRED("expired"),
    /** The row is not what was asked. */
    CHANGED("failed");

    private final String status;

    State(String status) {
      this.status = status;
    }

    /** The status of the task (section Task Status Values). */
    String status() {
      return status;
    }

    /** The text for those who decide. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  State state(Instant now) {
    if (!request.id().equals(id)) {
      return State.CHANGED;
    }
    if (cancelledAt.isPresent()) {
      return State.CANCELLED;
    }
    if (verdict.isPresent()) {
      return decided(verdict.get());
    }
    return now.isBefore(request.times().expiresAt()) ? State.WAITING : State.EXPIRED;
  }

  private State decided(Verdict decision) {
    if (decision.choice() != Choice.APPROVE) {
      return State.DENIED;
    }
    return revokedAt.isPresent() ? State.REVOKED : State.APPROVED;
  }

  /** The end of the approval; empty if there is none, or it is over. */
  Optional<Instant> approvedUntil(Instant now) {
    return state(now) == State.APPROVED
        ? verdict.map(decision -> request.approvedUntil(decision.decidedAt())).filter(now::isBefore)
        : Optional.empty();
  }

  boolean isDecidedBy(String approver) {
    return verdict.filter(decision -> decision.approver().equals(approver)).isPresent();
  }
}
