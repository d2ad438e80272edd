package org.bailiwick.system.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.master.Partner;
import org.bailiwick.system.registry.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description that a running node serves is enough to write a client of the Master Agent. */
class MasterInterfaceIT {
  private static final String CAPABILITY = "invoice.parse@1";

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final TestLeaf buyer = nodes.partner("buyer");

  @Test
  void clientGeneratedFromTheServedDescriptionCallsTheMasterAgent(@TempDir Path folder)
      throws Exception {
    TestLeaf agent = new Enrolment(nodes, wire).capabilities(CAPABILITY).granted();
    wire.send(Call.post(nodes.registry("/v1/agents"), Claim.of(agent).build().toString()).as(agent))
        .expecting(201);
    String token = new Partner(nodes).accessToken(wire);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(wire.send(job(token)).status()).isEqualTo(202));
    String served = wire.send(Call.get(nodes.master("/openapi"))).expecting(200).body();

    Map<String, String> answers =
        new GeneratedClient(folder)
            .with(served, "MasterCaller")
            .apply(
                wire.client(Optional.of(buyer)),
                Map.of(
                    "url", nodes.master("").toString(),
                    "token", token,
                    "capability", CAPABILITY));

    assertThat(answers.get("id")).isNotBlank();
    assertThat(answers).containsEntry("purpose", "a generated client's");
    assertThat(answers).containsEntry("capability", CAPABILITY);
    assertThat(answers).containsKey("cancelled");
    assertThat(answers.get("wider"))
        .startsWith("403 ")
        .contains("insufficient-scope")
        .contains("\"scope\":\"bank.pay@1\"");
  }

  private Call job(String token) {
    String body =
        "{\"purpose\":\"is it there\",\"steps\":[{\"id\":\"a\",\"capability\":\"%s\"}]}"
            .formatted(CAPABILITY);
    return Call.post(nodes.master("/v1/jobs"), body).as(buyer).bearer(token);
  }
}
