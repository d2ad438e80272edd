package org.bailiwick.ars;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.bailiwick.ars.agreement.RegistryAgreements;
import org.bailiwick.ars.lifecycle.Heartbeats;
import org.bailiwick.ars.mirror.ForeignAgents;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.search.AgentSearch;
import org.bailiwick.ars.search.CandidateCheck;
import org.bailiwick.ars.search.DomainSearch;
import org.bailiwick.ars.search.Liveness;
import org.bailiwick.ars.search.index.AgentIndex;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.policy.CedarDecisionPoint;

/** Produces what searches of the registry need. */
@ApplicationScoped
class SearchBeans {
  @Inject private RegistryAgreements agreements;
  @Inject private Gate gate;

  @Produces
  @Singleton
  RegistrySegments segments(CedarDecisionPoint decisions) {
    return new RegistrySegments(decisions::segments);
  }

  @Produces
  @Singleton
  Liveness liveness(Heartbeats heartbeats) {
    return heartbeats::of;
  }

  @Produces
  @Singleton
  AgentIndex index(ArsSettings settings) {
    return AgentIndex.at(settings.searchFolder());
  }

  @Produces
  @Singleton
  AgentSearch search(AgentIndex index, CandidateCheck check, PageTokens tokens, SteadyTime time) {
    return new AgentSearch(index, check, tokens, time);
  }

  @Produces
  @Singleton
  DomainSearch domains(
      AgentSearch search, ForeignAgents foreign, PageTokens tokens, SteadyTime time) {
    return new DomainSearch(
        search, foreign, agreements.own(), new DomainSearch.Edge(gate, tokens, time));
  }
}
