package org.bailiwick.system.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.Test;

/** What auditors read of all components: their logs, and the lists of registry and Master Agent. */
class AuditLogsIT {
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  @Test
  void anAuditorReadsOneRequestThroughAllComponentsAndVerifiesAllChains() {
    TestLeaf officer = nodes.operator("officer-1");
    String request = "it-" + UUID.randomUUID();
    // An officer may read none of them: a decision, and a row, of each component.
    for (URI log :
        List.of(
            nodes.authority("/v1/audit"), nodes.registry("/v1/audit"), nodes.master("/v1/audit"))) {
      wire.send(Call.get(log).as(officer).header("X-Request-ID", request)).expecting(403);
    }
    for (String form : new String[] {"read", "follow --for PT1S"}) {
      String[] command = ("audit " + form + " --request " + request).split(" ");
      assertThat(OperatorCommand.run(nodes, 0, command).lines())
          .as(form)
          .filteredOn(line -> line.contains("read-audit.decided"))
          .hasSize(3)
          .allMatch(line -> line.contains("\"outcome\":\"DENIED\"") && line.contains(request))
          .satisfiesExactly(
              first -> assertThat(first).startsWith("{\"component\":\"authority\""),
              second -> assertThat(second).startsWith("{\"component\":\"registry\""),
              third -> assertThat(third).startsWith("{\"component\":\"master\""));
    }
    assertThat(OperatorCommand.run(nodes, 0, "audit", "verify").lines())
        .anyMatch(line -> line.startsWith("authority: intact: "))
        .anyMatch(line -> line.startsWith("registry: intact: "))
        .anyMatch(line -> line.startsWith("master: intact: "));
  }

  @Test
  void operatorsListJobsTokensPartnersAndAgents() {
    TestLeaf officer = nodes.operator("officer-1");
    for (URI list :
        List.of(
            nodes.master("/v1/jobs"),
            nodes.master("/v1/tokens"),
            nodes.master("/v1/partners"),
            nodes.registry("/v1/agents"))) {
      String name = list.getPath().replaceAll(".*/", "");
      URI one = URI.create(list + "?page_size=1");
      assertThat(wire.send(Call.get(one).as(officer)).expecting(200).json().keySet())
          .as(name)
          .contains(name);
      wire.send(Call.get(one)).expecting(401);
      wire.send(Call.get(URI.create(list + "?stat=done")).as(officer)).expecting(400);
    }
    assertThat(OperatorCommand.run(nodes, 0, "partners", "list")).contains("TRUST_DOMAIN");
  }
}
