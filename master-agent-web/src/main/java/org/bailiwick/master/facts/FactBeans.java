package org.bailiwick.master.facts;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.appraisal.Appraisals;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.master.risk.Risks;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.address.LocatorAddresses;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.policy.CedarDecisionPoint;

/** Produces what decisions know of their subjects. */
@ApplicationScoped
class FactBeans {

  @Inject private MasterSettings settings;
  @Inject private Clock clock;
  @Inject private PersonSessions sessions;
  @Resource private ManagedExecutorService beside;

  @Produces
  @Singleton
  Appraisals appraisals(PartnerDirectory partners, ReportedFacts facts, GuardedFetch fetch) {
    String audience = settings.component().baseUrl().toString();
    return new Appraisals(partners, facts, fetch, audience, clock);
  }

  @Produces
  @Singleton
  PoliciesInForce policies(CedarDecisionPoint decisions) {
    return new PoliciesInForce(decisions::policyVersion);
  }

  @Produces
  @Singleton
  AgentKnowledge agents(Risks risks, CedarDecisionPoint decisions) {
    return new AgentKnowledge(
        risks,
        decisions::segments,
        new LocatorAddresses(beside, LocatorAddresses.Failure.KEEPS, clock),
        settings.trustDomain(),
        clock);
  }

  @Produces
  @Singleton
  DecisionFacts facts(
      AgentInventory inventory, Risks risks, Appraisals appraisals, AgentKnowledge agents) {
    return new DecisionFacts(
        new DecisionFacts.Parts(inventory, sessions, risks, appraisals, agents),
        settings.trustDomain(),
        clock);
  }
}
