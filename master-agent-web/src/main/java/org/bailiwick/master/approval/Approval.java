package org.bailiwick.master.approval;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request with the decisions on it, the oldest first.
 *
 * @param id the stored identifier, which fits the request unless the row was changed
 * @param jobRuns whether the job has not ended
 */
public record Approval(
    String id, ApprovalRequest request, List<Verdict> verdicts, boolean jobRuns) {

  /** How far it got. */
  public enum State {
    /** More people have to decide. */
    WAITING,
    /** Enough people have agreed. */
    APPROVED,
    DENIED,
    /** A person has said what became of an order. */
    DECIDED,
    /** The time was over before enough people had decided. */
    EXPIRED,
    /** The job ended before. */
    ENDED,
    /** The row is not what people were asked. */
    CHANGED;

    /** The text in answers and checks. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Approval {
    verdicts = List.copyOf(verdicts);
  }

  /** The state at this time. A decision that was made in time stays. */
  public State state(Instant now) {
    if (!isOfItsRequest()) {
      return State.CHANGED;
    }
    if (has(Choice.DENY)) {
      return State.DENIED;
    }
    if (request.kind() == ApprovalRequest.Kind.OUTCOME && !verdicts.isEmpty()) {
      return State.DECIDED;
    }
    if (verdicts.size() >= request.approvers()) {
      return State.APPROVED;
    }
    if (!jobRuns) {
      return State.ENDED;
    }
    return now.isBefore(request.expiresAt()) ? State.WAITING : State.EXPIRED;
  }

  /** Whether a step would be released on the decisions, or its outcome taken from them. */
  boolean isReliedOn() {
    return isOfItsRequest()
        && !verdicts.isEmpty()
        && !has(Choice.DENY)
        && (request.kind() == ApprovalRequest.Kind.OUTCOME
            || verdicts.size() >= request.approvers());
  }

  /** Whether the row is what people were asked. */
  private boolean isOfItsRequest() {
    return request.id().equals(id);
  }

  /** What a person said about the outcome of an order. */
  public Optional<Verdict> outcome() {
    return verdicts.stream().findFirst();
  }

  boolean isDecidedBy(String approver) {
    return verdicts.stream().anyMatch(verdict -> verdict.approver().equals(approver));
  }

  private boolean has(Choice choice) {
    return verdicts.stream().anyMatch(verdict -> verdict.choice() == choice);
  }
}
