package org.bailiwick.master.approval;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.storage.Store;

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
  ApprovalList list(Store store, Approvals approvals, Clock clock) {
    return new ApprovalList(store, approvals, clock);
  }
}
