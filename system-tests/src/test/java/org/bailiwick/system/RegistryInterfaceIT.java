package org.bailiwick.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.system.Nodes.Enrolled;
import org.bailiwick.system.Nodes.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The description that a running node serves is enough to write a client of the registry. */
@ExtendWith(Nodes.Shared.class)
class RegistryInterfaceIT {
  private static final String CAPABILITY = "interface.check@1?by=generated-client";

  @Test
  void clientGeneratedFromTheServedDescriptionCallsTheRegistry(Nodes nodes, @TempDir Path folder)
      throws Exception {
    Order order =
        new Order(
            "interface-checker", "Treasury", List.of(CAPABILITY), "https://127.0.0.1:7099/work");
    Enrolled agent = nodes.enrol(order);
    AgentCredential credential =
        AgentCredential.read(Pem.certificates(Files.readString(agent.chain())).getFirst());
    Tls tls = new Tls(nodes.anchor());

    Map<String, String> answers =
        new GeneratedClient(folder)
            .with(served(nodes, tls), "RegistryCaller")
            .apply(tls.with(agent.key(), agent.chain()), claim(nodes, credential));

    assertThat(answers.get("id")).startsWith("urn:uuid:");
    assertThat(answers).containsEntry("serial", credential.serial().hex());
    assertThat(answers).containsEntry("state", "listed");
    assertThat(answers)
        .containsEntry("expires", credential.certificate().getNotAfter().toInstant().toString());
    assertThat(answers).containsEntry("found", credential.agent().toString());
    assertThat(answers.get("more")).startsWith("409 ").contains("attribute-mismatch");
    assertThat(answers.get("snapshot")).startsWith("403 ").contains("policy-denied");
    assertThat(answers.get("gone")).startsWith("404 ").contains("agent-unknown");
  }

  private static Map<String, String> claim(Nodes nodes, AgentCredential credential) {
    return Map.of(
        "url", nodes.domainUrl() + "/ars",
        "agent", credential.agent().toString(),
        "owner", credential.information().owner().value(),
        "capability", CAPABILITY,
        "locator", credential.information().locator().toString(),
        "issuer", credential.information().principal().issuer(),
        "subject", credential.information().principal().subject());
  }

  private static String served(Nodes nodes, Tls tls) throws Exception {
    try (HttpClient http = tls.anonymous().build()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(nodes.domainUrl() + "/openapi")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    }
  }
}
