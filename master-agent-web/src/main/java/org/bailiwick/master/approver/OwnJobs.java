package org.bailiwick.master.approver;

import java.util.Optional;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.caller.CallerCredential;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.ownerrights.Responsibility;

/**
 * Tells whether a job is an approver's own: the approver is its caller, the principal for whom the
 * caller calls, or the person for whom the calling agent was certified. Which human is behind two
 * names, such as those of two providers, an account or an officer's certificate, nothing tells.
 */
public final class OwnJobs {

  private final JobJournal journal;
  private final AgentInventory inventory;

  public OwnJobs(JobJournal journal, AgentInventory inventory) {
    this.journal = journal;
    this.inventory = inventory;
  }

  /** Whether the job is this approver's own; one that is not known any more is everybody's. */
  public boolean isOf(String approver, String jobId) {
    return journal
        .find(jobId)
        .map(JobRecord::owner)
        .map(owner -> isOf(approver, owner))
        .orElse(true);
  }

  private boolean isOf(String approver, JobOwner owner) {
    return owner.caller().name().equals(approver)
        || owner.principal().equals(approver)
        || principal(owner.caller())
            .filter(principal -> principal.kind() == Principal.Kind.PERSON)
            .filter(person -> approver.equals(person.issuer() + "#" + person.subject()))
            .isPresent();
  }

  /** The person or role for whom the calling agent acts, as its credential or the registry says. */
  private Optional<Principal> principal(CallerIdentity caller) {
    return switch (caller) {
      case CallerIdentity.Agent agent -> certified(agent.credential());
      case CallerIdentity.Client client ->
          client.id().isAgent()
              ? inventory
                  .find(AgentId.of(client.id()))
                  .flatMap(KnownAgent::responsible)
                  .map(Responsibility::principal)
              : Optional.empty();
      case CallerIdentity.Workload other -> Optional.empty();
      case CallerIdentity.Person person -> Optional.empty();
      case CallerIdentity.Account account -> Optional.empty();
    };
  }

  /** A partner's certificate says nothing of a person. */
  private static Optional<Principal> certified(CallerCredential credential) {
    try {
      return credential
          .certificate()
          .map(AgentCredential::read)
          .map(read -> read.information().principal());
    } catch (ProblemException noCredentialOfAnAgent) {
      return Optional.empty();
    }
  }
}
