package org.bailiwick.system.domainnodes;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.domainnodes.DomainNodes.Node;

/** Two agents for each step of the jobs, and nobody else who could be given their work. */
final class Crew {
  private static final List<String> CAPABILITIES =
      List.of("fx.rates@1", "invoice.parse@1", "ledger.post@1");
  private static final int OF_EACH = 2;

  private final List<CountingAgent> agents = new ArrayList<>();
  private final DomainNodes domain;

  private Crew(DomainNodes domain) {
    this.domain = domain;
  }

  static Crew atWork(DomainNodes domain, Books books) {
    ListedAgents.dismiss(domain.nodes(), domain.wire());
    Crew crew = new Crew(domain);
    for (String capability : CAPABILITIES) {
      for (int i = 0; i < OF_EACH; i++) {
        crew.agents.add(CountingAgent.listed(domain, books, capability));
      }
    }
    for (Node node : domain.both()) {
      await("the crew is known to " + node)
          .atMost(DomainNodes.PATIENCE)
          .until(() -> domain.metric(node, "master_agents_known") == crew.agents.size());
    }
    return crew;
  }

  /** Nobody is listed afterwards. */
  void close() {
    agents.forEach(CountingAgent::close);
    ListedAgents.dismiss(domain.nodes(), domain.wire());
  }
}
