package org.bailiwick.master.approval;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.writer.GroupWriter;

/** Produces the objects of approvals, one of each class. */
@ApplicationScoped
class ApprovalBeans {

  /** The time that people have to decide: a weekend and a day, as for enrolments. */
  private static final Duration VALIDITY = Duration.ofDays(3);

  @Produces
  @Singleton
  Approvals approvals(Store store, Catalogue catalogue) {
    return new Approvals(store, ApprovalNeed.of(catalogue), VALIDITY);
  }

  @Produces
  @Singleton
  ApprovalControl control(
      Approvals approvals,
      JobJournal journal,
      Gate gate,
      Catalogue catalogue,
      GroupWriter writer,
      Clock clock) {
    return new ApprovalControl(approvals, journal, gate, catalogue, writer, clock);
  }

  @Produces
  @Singleton
  ApprovalList list(Store store, Approvals approvals, Clock clock) {
    return new ApprovalList(store, approvals, clock);
  }
}
