package org.bailiwick.ars;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.ars.records.AgentList;
import org.bailiwick.ars.records.RegistryStore;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.ListReader;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.writer.GroupWriter;

/** Produces the registry's list and its reader. */
@ApplicationScoped
class ListBeans {

  @Produces
  @Singleton
  PageTokens pageTokens(GroupWriter writer) {
    return PageTokens.ofAllNodes(writer);
  }

  @Produces
  @Singleton
  ListReader reader(Gate gate, PageTokens tokens, Clock clock) {
    return new ListReader(gate, tokens, clock);
  }

  @Produces
  @Singleton
  AgentList agents(RegistryStore store) {
    return new AgentList(store::read);
  }
}
