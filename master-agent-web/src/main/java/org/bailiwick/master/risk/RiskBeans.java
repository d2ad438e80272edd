package org.bailiwick.master.risk;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.writer.GroupWriter;

/** Produces what knows of reported facts and risks, one of each class. */
@ApplicationScoped
class RiskBeans {

  @Produces
  @Singleton
  ReportedFacts facts(Store store, GroupWriter writer, Clock clock) {
    return new ReportedFacts(store, writer, clock);
  }

  @Produces
  @Singleton
  Risks risks(ReportedFacts facts) {
    return new Risks(facts);
  }

  @Produces
  @Singleton
  PartnerRisks partnerRisks(ReportedFacts facts, Clock clock) {
    return new PartnerRisks(facts, clock);
  }

  @Produces
  @Singleton
  RiskList list(Store store, Clock clock) {
    return new RiskList(store, clock);
  }
}
