package org.bailiwick.master;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.outbox.EndingActs;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.writer.GroupWriter;

/** Collects what the journal of jobs writes to and reads from. */
@Dependent
class JournalCollaborators {
  @Inject Store store;
  @Inject GroupWriter writer;
  @Inject TokenLedger ledger;
  @Inject PlanLedger plans;
  @Inject EndingActs acts;
  @Inject Clock clock;

  JobJournal journal() {
    return new JobJournal(store, writer, ledger, plans, acts, clock);
  }
}
