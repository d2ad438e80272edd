package org.bailiwick.ars;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import org.bailiwick.ars.records.AgentList;
import org.bailiwick.ars.records.RegistryStore;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.ListReader;
import org.bailiwick.node.lists.PageTokens;

/** Produces the registry's list and its reader. */
@ApplicationScoped
class ListBeans {

  @Produces
  @Singleton
  ListReader reader(Gate gate, Clock clock) {
    return new ListReader(gate, new PageTokens(new SecureRandom()), clock);
  }

  @Produces
  @Singleton
  AgentList agents(RegistryStore store) {
    return new AgentList(store::read);
  }
}
