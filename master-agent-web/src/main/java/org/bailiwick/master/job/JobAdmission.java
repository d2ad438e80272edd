package org.bailiwick.master.job;

import static org.bailiwick.contract.problem.ProblemType.INSUFFICIENT_SCOPE;

import java.time.Clock;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.method.AccessTokenMethod;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.policy.PersonQuestion;
import org.bailiwick.master.policy.PrincipalQuestion;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;

/** Who may have jobs done: what the caller holds, and what the decision point says of it. */
final class JobAdmission {

  private final Gate gate;
  private final PartnerRights partners;
  private final Accounts accounts;
  private final Clock clock;

  JobAdmission(WorkflowRunner.StepParts parts, Clock clock) {
    this.gate = parts.gate();
    this.partners = parts.partners();
    this.accounts = parts.accounts();
    this.clock = clock;
  }

  /** What this caller may have done. */
  Rights rights(Caller caller) {
    return Rights.of(caller, accounts);
  }

  /** The row of the permit; a caller that may have nothing done is refused. */
  AuditEntry require(Caller caller) {
    return gate.require(question(caller, rights(caller)));
  }

  /** The same, with the permit recorded now. */
  Rights requireAndRecord(Caller caller) {
    Rights rights = rights(caller);
    gate.requireAndRecord(question(caller, rights));
    return rights;
  }

  /** The rights of a caller that may have something done now; nothing is recorded of a permit. */
  Rights requireAdmitted(Caller caller) {
    Rights rights = rights(caller);
    gate.require(question(caller, rights));
    JobOwner owner = owner(caller);
    partners.require(owner.caller(), owner.principal(), CapabilitySet.of(), INSUFFICIENT_SCOPE);
    return rights;
  }

  /** The owner of a new job; a caller without a principal needs an access token, which names it. */
  static JobOwner owner(Caller caller) {
    return caller.owner().orElseThrow(AccessTokenMethod::required);
  }

  JobQuestion.CallerFacts facts(Caller caller) {
    return JobQuestion.CallerFacts.of(
        JobQuestion.Subject.of(caller.identity(), partners.own(), clock.instant()),
        caller.authenticatedBy());
  }

  private Question question(Caller caller, Rights rights) {
    return whole(
        caller,
        JobQuestion.admit(
            facts(caller), "jobs", rights.scope(), partners.startRights(caller.identity())));
  }

  /** The question with how a person has signed in, and with the principal of another caller. */
  Question whole(Caller caller, Question question) {
    Question signedIn = PersonQuestion.signedIn(question, caller.token(), clock.instant());
    return caller
        .owner()
        .map(owner -> PrincipalQuestion.of(signedIn, owner.principal()))
        .orElse(signedIn);
  }

  /** Of a scope that is gone since the token was issued, the admission's row shows whose it is. */
  void requireScope(JobOwner owner, CapabilitySet needed, AuditEntry admitted) {
    try {
      partners.require(owner.caller(), owner.principal(), needed, INSUFFICIENT_SCOPE);
    } catch (ProblemException refusal) {
      if (refusal.type() == INSUFFICIENT_SCOPE) {
        gate.record(admitted);
      }
      throw refusal;
    }
  }

  /** Whether the caller still has what its token or account names. */
  boolean isHeld(Caller caller, Capability capability) {
    JobOwner owner = owner(caller);
    try {
      partners.require(
          owner.caller(), owner.principal(), CapabilitySet.of(capability), INSUFFICIENT_SCOPE);
      return true;
    } catch (ProblemException refusal) {
      if (refusal.type() == INSUFFICIENT_SCOPE) {
        return false;
      }
      throw refusal;
    }
  }
}
