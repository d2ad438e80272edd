package org.bailiwick.master;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.callout.AssetCallers;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.compensation.JobCompensations;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.outbox.EndingActs;
import org.bailiwick.master.outbox.OutboxFigures;
import org.bailiwick.master.outbox.OutboxWorker;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.writer.GroupWriter;

/** Produces the rows of what an end causes, and the worker that performs it. */
@ApplicationScoped
class OutboxBeans {

  @Produces
  @Singleton
  EndingActs acts(Store store, GroupWriter writer, Catalogue catalogue, Clock clock) {
    return new EndingActs(store, writer, clock, catalogue.isKept());
  }

  @Produces
  @Singleton
  OutboxWorker worker(
      OutboxWorker.Parts parts,
      AgentInventory inventory,
      AssetCallers callers,
      MasterSettings settings) {
    return new OutboxWorker(parts, inventory, callers, settings.limits().outbox());
  }

  @Produces
  @Singleton
  OutboxWorker.Parts parts(Collaborators needs) {
    return new OutboxWorker.Parts(
        needs.acts, needs.figures, needs.leases, needs.compensations, needs.time, System::nanoTime);
  }

  /** Collects what the worker needs. */
  @Dependent
  static class Collaborators {
    @Inject EndingActs acts;
    @Inject OutboxFigures figures;
    @Inject Lease leases;
    @Inject JobCompensations compensations;
    @Inject SteadyTime time;
  }

  /** An act is kept as long as the job that caused it. */
  @Produces
  @Singleton
  OutboxFigures figures(EndingActs acts, SteadyTime time, MasterSettings settings) {
    return new OutboxFigures(acts, time, settings.limits().retention().jobs());
  }
}
