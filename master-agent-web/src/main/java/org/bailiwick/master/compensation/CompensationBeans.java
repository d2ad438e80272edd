package org.bailiwick.master.compensation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.journal.JobBounds;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.tokenledger.TokenLedger;

/** Produces what undoes jobs, within the bounds of all jobs. */
@ApplicationScoped
class CompensationBeans {

  @Produces
  @Singleton
  JobCompensations compensations(JobCompensations.Parts parts) {
    return new JobCompensations(parts);
  }

  @Produces
  @Singleton
  JobCompensations.Parts parts(
      JobJournal journal,
      PlanLedger plans,
      TokenLedger ledger,
      Catalogue catalogue,
      MasterSettings settings,
      Clock clock) {
    MasterSettings.Jobs limits = settings.limits().jobs();
    return new JobCompensations.Parts(
        journal,
        plans,
        ledger,
        catalogue,
        new JobBounds(limits.maxPerCaller(), limits.memory().maxUnfinished()),
        limits.duration(),
        clock);
  }
}
