package org.bailiwick.master.accessrequest;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.approval.Verdict;
import org.bailiwick.master.approver.ApproverRights;

/** Tells whether an approval counts for a question (section Completion Semantics). */
public final class AccessApprovals {

  private final AccessRequests requests;
  private final OwnRequests own;
  private final ApproverRights rights;
  private final Clock clock;

  public AccessApprovals(
      AccessRequests requests, OwnRequests own, ApproverRights rights, Clock clock) {
    this.requests = requests;
    this.own = own;
    this.rights = rights;
    this.clock = clock;
  }

  /**
   * What was found.
   *
   * @param approval what the asker is told of an approval that counts; empty if none does
   * @param reason why none does, a code of the profile
   * @param remedy what the asker can do then: request, retry or none
   */
  record Check(Optional<Map<String, Object>> approval, String reason, String remedy) {
    static final Check UNVERIFIABLE = refused("approval_unverifiable", "none");
    private static final String REQUEST = "request";

    private static Check refused(String reason, String remedy) {
      return new Check(Optional.empty(), reason, remedy);
    }

    /** What the asker can do; it can request nothing that is not offered. */
    String next(boolean isOffered) {
      return remedy.equals(REQUEST) && !isOffered ? "none" : remedy;
    }
  }

  /**
   * Checks the approval that a question names.
   *
   * @param named the member {@code approval} of the question's context, whatever it is
   */
  Check check(String asker, String application, BoundQuestion question, Object named) {
    Optional<StoredRequest> stored =
        named instanceof Map<?, ?> members && members.get("id") instanceof String id
            ? requests.find(id)
            : Optional.empty();
    return stored
        .filter(each -> each.request().asker().equals(asker))
        .filter(each -> each.request().application().equals(application))
        .map(each -> check(each, question))
        .orElse(Check.UNVERIFIABLE);
  }

  private Check check(StoredRequest stored, BoundQuestion question) {
    Instant now = clock.instant();
    StoredRequest.State state = stored.state(now);
    if (state != StoredRequest.State.APPROVED && state != StoredRequest.State.REVOKED) {
      return Check.UNVERIFIABLE;
    }
    if (!stored.request().questionSha256().equals(question.sha256())) {
      return Check.refused("out_of_scope", Check.REQUEST);
    }
    Optional<Instant> until = stored.approvedUntil(now);
    if (until.isEmpty()) {
      return Check.refused("approval_expired", Check.REQUEST);
    }
    try {
      return stillApproved(stored)
          ? new Check(Optional.of(told(stored, until.get())), "", "")
          : Check.refused("approval_expired", Check.REQUEST);
    } catch (ProblemException notKnownNow) {
      return Check.refused("approval_unverifiable", "retry");
    }
  }

  /** A person must still have the right to decide; an officer's decision counts on. */
  private boolean stillApproved(StoredRequest stored) {
    Verdict verdict = stored.verdict().orElseThrow();
    return verdict
        .signIn()
        .flatMap(
            signIn ->
                rights.refusal(
                    signIn,
                    verdict.decidedAt(),
                    stored.request().matter(),
                    name -> own.isOf(name, stored.request())))
        .isEmpty();
  }

  private static Map<String, Object> told(StoredRequest stored, Instant until) {
    Map<String, Object> approval = new LinkedHashMap<>();
    approval.put("id", stored.id());
    approval.put("approved_until", until.toString());
    return approval;
  }
}
