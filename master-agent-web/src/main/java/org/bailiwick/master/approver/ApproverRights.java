package org.bailiwick.master.approver;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.master.policy.ApprovalQuestion;
import org.bailiwick.master.policy.ApprovalQuestion.Matter;
import org.bailiwick.master.policy.ApprovalQuestion.Relation;
import org.bailiwick.master.policy.ApprovalQuestion.Step;
import org.bailiwick.node.decision.Gate;

/** Asks about a person again on whose word a step is about to be released. */
public final class ApproverRights {

  /**
   * The right that a person's token has if the person may decide through its client; no agent has
   * this capability, so it gives nobody work.
   */
  public static final CapabilitySet SCOPE = CapabilitySet.parseScope("approval.decide@1");

  private final PersonRights people;
  private final Gate gate;
  private final OwnJobs own;

  public ApproverRights(PersonRights people, Gate gate, OwnJobs own) {
    this.people = people;
    this.gate = gate;
    this.own = own;
  }

  /**
   * The check by which this person's decision counts no more; empty if it still does. The person is
   * asked about as it is now, by a session that is in force; only time and class of the sign-in are
   * those of the decision.
   *
   * @throws ProblemException dependency-unavailable when it cannot be known now
   */
  public Optional<String> refusal(SignIn signIn, Instant decidedAt, Step step, String jobId) {
    return refusal(signIn, decidedAt, step, name -> own.isOf(name, jobId));
  }

  /** As above; {@code isOwn} tells of an approver's name whether what is decided is its own. */
  public Optional<String> refusal(
      SignIn signIn, Instant decidedAt, Matter step, Predicate<String> isOwn) {
    SignedInPerson then = signIn.person();
    PersonRights.Found found = people.find(then.person(), SCOPE);
    if (found.session().isEmpty()) {
      return Optional.of(found.check());
    }
    SignedInPerson now = then.with(found.session().get().signedIn().roles());
    Relation relation = new Relation(isOwn.test(then.person().name()), false);
    if (relation.own()) {
      return Optional.of(ApprovalQuestion.OWN);
    }
    try {
      gate.requireAndRecord(ApprovalQuestion.decide(now, step, relation, decidedAt));
      return Optional.empty();
    } catch (ProblemException refusal) {
      if (refusal.type() == ProblemType.POLICY_DENIED
          || refusal.type() == ProblemType.INSUFFICIENT_USER_AUTHENTICATION) {
        return Optional.of(refusal.check());
      }
      throw refusal;
    }
  }
}
