package org.bailiwick.system.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description that a running node serves is enough to write a client of the registry. */
class RegistryInterfaceIT {
  private static final String CAPABILITY = "ledger.post@1?by=generated-client";

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  @Test
  void clientGeneratedFromTheServedDescriptionCallsTheRegistry(@TempDir Path folder)
      throws Exception {
    ListedAgents.dismiss(nodes, wire);
    TestLeaf agent = new Enrolment(nodes, wire).capabilities(CAPABILITY).granted();
    AgentCredential credential = AgentCredential.read(agent.certificate());

    Map<String, String> answers =
        new GeneratedClient(folder)
            .with(served(), "RegistryCaller")
            .apply(wire.client(Optional.of(agent)), claim(credential));

    assertThat(answers.get("id")).startsWith("urn:uuid:");
    assertThat(answers).containsEntry("serial", credential.serial().hex());
    assertThat(answers).containsEntry("state", "listed");
    assertThat(answers)
        .containsEntry("expires", credential.certificate().getNotAfter().toInstant().toString());
    assertThat(answers).containsEntry("found", credential.agent().toString());
    assertThat(answers.get("more")).startsWith("409 ").contains("attribute-mismatch");
    assertThat(answers.get("changes")).startsWith("403 ").contains("policy-denied");
    assertThat(answers.get("gone")).startsWith("404 ").contains("agent-unknown");
  }

  private Map<String, String> claim(AgentCredential credential) {
    return Map.of(
        "url", nodes.registry("").toString(),
        "agent", credential.agent().toString(),
        "owner", credential.information().owner().value(),
        "capability", CAPABILITY,
        "locator", credential.information().locator().toString(),
        "issuer", credential.information().principal().issuer(),
        "subject", credential.information().principal().subject());
  }

  /** The document of the registry alone; the node's other component has one too. */
  private String served() {
    String master = wire.send(Call.get(nodes.master("/openapi"))).expecting(200).body();
    assertThat(master).contains("  /v1/jobs:").doesNotContain("  /v1/agents:");
    assertThat(registry()).doesNotContain("  /v1/jobs:").contains("url: " + nodes.registry(""));
    return registry();
  }

  private String registry() {
    return wire.send(Call.get(nodes.registry("/openapi"))).expecting(200).body();
  }
}
