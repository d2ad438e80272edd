package org.bailiwick.master.approval;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.bailiwick.master.approver.ApproverRights;
import org.bailiwick.master.approver.OwnJobs;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.personsession.PersonRights;
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
  Approvals approvals(Store store, Catalogue catalogue, DecisionReview review) {
    return new Approvals(store, ApprovalNeed.of(catalogue), VALIDITY, review);
  }

  @Produces
  @Singleton
  DecisionReview review(ApproverRights rights, Catalogue catalogue, GroupWriter writer) {
    return new DecisionReview(rights, catalogue, writer);
  }

  @Produces
  @Singleton
  ApproverRights rights(PersonRights people, Gate gate, OwnJobs own) {
    return new ApproverRights(people, gate, own);
  }

  @Produces
  @Singleton
  OwnJobs ownJobs(JobJournal journal, AgentInventory inventory) {
    return new OwnJobs(journal, inventory);
  }

  @Produces
  @Singleton
  ApprovalList list(Store store, Approvals approvals, Clock clock) {
    return new ApprovalList(store, approvals, clock);
  }
}
