package org.bailiwick.master.decisionpoint;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.bailiwick.master.facts.AgentKnowledge;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.KnownEntities;
import org.bailiwick.policy.application.LoadedApplications;

/** Produces what the decision point needs. */
@ApplicationScoped
class DecisionPointBeans {

  @Produces
  @Singleton
  ApplicationDecisions applications(CedarDecisionPoint decisions) {
    return new LoadedApplications(decisions);
  }

  @Produces
  @Singleton
  KnownEntities known(AgentInventory inventory, OwnCallers callers, AgentKnowledge knowledge) {
    return new DomainEntities(inventory, callers, knowledge);
  }

  @Produces
  @Singleton
  DecisionLog log(GroupWriter writer) {
    return new DecisionLog(writer::record);
  }
}
