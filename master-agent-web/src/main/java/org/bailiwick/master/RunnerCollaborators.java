package org.bailiwick.master;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.approval.Approvals;
import org.bailiwick.master.callout.AssetCallers;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.parties.CredentialStates;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lease.Lease;

/** Collects the collaborators of the workflow runner and of the intake, which feeds it. */
@Dependent
class RunnerCollaborators {
  @Inject JobJournal journal;
  @Inject TokenLedger ledger;
  @Inject AgentInventory inventory;
  @Inject PartnerRights partners;
  @Inject CredentialStates credentials;
  @Inject Accounts accounts;
  @Inject Gate gate;
  @Inject TransactionTokenMint mint;
  @Inject AssetCallers callers;
  @Inject Approvals approvals;
  @Inject Catalogue catalogue;
  @Inject PlanLedger plans;
  @Inject Lease leases;
  @Inject JobStreams streams;
  @Inject TextShares shares;
  @Inject Clock clock;

  WorkflowRunner.Parts parts() {
    return new WorkflowRunner.Parts(
        journal,
        ledger,
        new WorkflowRunner.StepParts(
            inventory, partners, credentials, accounts, gate, mint, callers, approvals),
        plans,
        catalogue,
        leases,
        streams,
        clock);
  }
}
