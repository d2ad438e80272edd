package org.bailiwick.aca.waiting;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.aca.ledger.CredentialRef;

/**
 * The progress of a waiting enrolment.
 *
 * @param approvedBy SPIFFE ids of the officers who have approved it, in this order
 * @param issued the credential, once there is one
 */
public record EnrolmentProgress(
    WaitingEnrolment enrolment,
    State state,
    List<String> approvedBy,
    Optional<CredentialRef> issued) {

  /** The state that the applicant is told. */
  public enum State {
    WAITING,
    APPROVED,
    REJECTED,
    EXPIRED,
    ISSUED;

    public String token() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether as many officers as this agreed. */
  public boolean isApprovedBy(int officers) {
    return approvedBy.size() >= officers;
  }

  static EnrolmentProgress of(WaitingEnrolment enrolment, List<String> approvedBy, Instant now) {
    State state = approvedBy.size() >= enrolment.approvers() ? State.APPROVED : State.WAITING;
    return new EnrolmentProgress(
        enrolment,
        enrolment.expiresAt().isAfter(now) ? state : State.EXPIRED,
        approvedBy,
        Optional.empty());
  }
}
