package org.bailiwick.aca.approval;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The progress of a proposal.
 *
 * @param approvedBy SPIFFE ids of the officers who have agreed, each once, in the order of approval
 */
public record Progress<P extends Proposal>(
    P proposal, State state, List<String> approvedBy, Optional<End> end) {

  /** The state that applicant and officers see. */
  public enum State {
    WAITING,
    APPROVED,
    REJECTED,
    EXPIRED,
    ISSUED;

    public String token() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The state of this token. */
    public static State of(String token) {
      return valueOf(token.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * The end of a proposal.
   *
   * @param issued the issued credential, if the proposal was an enrolment
   */
  public record End(State outcome, String by, Instant at, Optional<CredentialRef> issued) {}

  /** A proposal whose content was changed, so that its identifier does not fit, is expired. */
  static <P extends Proposal> Progress<P> of(
      P proposal, List<String> approvedBy, Optional<End> end, Instant now) {
    boolean open =
        proposal.expiresAt().isAfter(now) && Proposal.idOf(proposal.digest()).equals(proposal.id());
    State agreed = approvedBy.size() >= proposal.approvers() ? State.APPROVED : State.WAITING;
    State state = end.map(End::outcome).orElse(open ? agreed : State.EXPIRED);
    return new Progress<>(proposal, state, approvedBy, end);
  }

  /** Whether officers can still decide. */
  boolean isOpen() {
    return end.isEmpty() && state != State.EXPIRED;
  }

  /** Whether this officer has agreed before. */
  public boolean isApprovedBy(VerifiedPeer officer) {
    return approvedBy.contains(officer.id().toString());
  }

  /** The credential that was issued. */
  public Optional<CredentialRef> issued() {
    return end.flatMap(End::issued);
  }
}
