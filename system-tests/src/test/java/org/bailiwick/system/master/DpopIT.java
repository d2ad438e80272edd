package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A partner's agent without certificate: the npm package oauth4webapi discovers the Master Agent,
 * gets a token that is bound to its key, and has an agent work (RFC 9449, threats 37 to 39).
 */
class DpopIT {
  private static final String RULE =
      "{\"service\": \"jobs\", \"rule\": \"any-of(all-of(mtls,access-token),access-token-dpop)\"}";
  private static final String JOB =
      """
      {"purpose": "rates", "steps": [
        {"id": "rates", "capability": "fx.rates@1",
         "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}}]}
      """;

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Partner partner = new Partner(nodes);
  private final Path rule = nodes.home().resolve("domain/authentication/jobs.json");
  private final Path description =
      nodes.home().resolve("domain/partners/partner.example/partner.json");
  private final List<AgentProcess> agents = new ArrayList<>();
  private String ruleBefore;
  private String descriptionBefore;

  @TempDir private Path folder;

  @BeforeEach
  void permit() throws IOException {
    ListedAgents.dismiss(nodes, wire);
    ruleBefore = Nodes.read(rule);
    descriptionBefore = Nodes.read(description);
  }

  @AfterEach
  void restore() throws IOException {
    agents.forEach(AgentProcess::stop);
    replace(rule, ruleBefore);
    replace(description, descriptionBefore);
    ListedAgents.dismiss(nodes, wire);
  }

  private static void replace(Path file, String text) throws IOException {
    Path finished = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(finished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void anAgentThatHasOnlyAKeyHasAnotherOneWork() throws IOException {
    String thumbprint = node("key", key());
    refusedWithoutPermission(thumbprint);
    replace(rule, RULE);
    replace(
        description,
        descriptionBefore
            .strip()
            .replaceFirst("}$", ", \"clients_without_certificate\": \"dpop\"}"));
    startAgent();
    await("the rule in force")
        .atMost(Duration.ofSeconds(20))
        .until(() -> curl(nodes.master("/v1/jobs/none").toString()).contains("DPoP algs="));

    JsonObject seen = read(job(thumbprint));

    assertThat(seen.getJsonObject("job").getString("state")).as(seen.toString()).isEqualTo("done");
    assertThat(seen.getJsonObject("job").toString()).contains("1.0842");
    assertThat(seen.getString("refusal")).startsWith("401 ").contains("DPoP algs=");
    assertThat(seen.getString("type")).isEqualToIgnoringCase("DPoP");
    assertThat(seen.getJsonObject("server").getJsonArray("dpop_signing_alg_values_supported"))
        .hasToString("[\"ES256\",\"ES384\",\"EdDSA\",\"PS256\"]");
    assertThat(seen.getJsonArray("challenges")).hasSize(1);
    refusals(seen);
    String id = seen.getString("location").replaceFirst(".*/", "");
    assertThat(Component.MASTER.column("select caller_kind from job where job_id = '" + id + "'"))
        .containsExactly("client");
  }

  /** While the partner's description does not permit it, the client is told so. */
  private void refusedWithoutPermission(String thumbprint) {
    assertThat(nodeFails(arguments(thumbprint))).contains("invalid_client").contains("certificate");
  }

  private static void refusals(JsonObject seen) {
    assertThat(seen.getString("replayed"))
        .startsWith("401 DPoP error=\"invalid_dpop_proof\", algs=\"ES256 ");
    assertThat(seen.getString("proofless")).startsWith("401 DPoP error=\"invalid_dpop_proof\"");
    assertThat(seen.getString("bearer")).startsWith("401 ClientCertificate");
  }

  private void startAgent() {
    int listen = Nodes.freePort();
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("fx.rates@1");
    enrolment.statement().claim("locator", "https://127.0.0.1:" + listen + "/work");
    TestLeaf credential = enrolment.granted();
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(credential).build().toString())
                .as(credential))
        .expecting(201);
    agents.add(AgentProcess.start(nodes, "rate-finder", credential, listen));
  }

  private String[] arguments(String thumbprint) {
    String grant = partner.grant().claim("cnf", Map.of("jkt", thumbprint)).compact();
    return new String[] {
      "job", key(), nodes.master("/v1/jobs").toString(), Partner.BUYER, grant, JOB
    };
  }

  private String job(String thumbprint) {
    return node(arguments(thumbprint));
  }

  private String curl(String url) {
    return Tool.run("curl", "-si", "--cacert", root().toString(), url).output();
  }

  private String node(String... arguments) {
    Tool ended = script(arguments);
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output().strip();
  }

  private String nodeFails(String... arguments) {
    Tool ended = script(arguments);
    assertThat(ended.exit()).as(ended.output()).isNotZero();
    return ended.output();
  }

  private Tool script(String... arguments) {
    return new NodeProgram("oauth", "dpop-client.mjs").trusting(root()).run(arguments);
  }

  /** The file of the client's key. */
  private String key() {
    return folder.resolve("key.json").toString();
  }

  private Path root() {
    return nodes.home().resolve("root.pem");
  }

  private static JsonObject read(String json) {
    return Json.createReader(new StringReader(json)).readObject();
  }
}
