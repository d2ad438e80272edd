package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent of the domain that shows no certificate: an attester by npm jose attests its key, npm
 * oauth4webapi gets tokens in both ways of the draft, and another agent works for it
 * (draft-ietf-oauth-attestation-based-client-auth; threats 34, 36 to 38, 41).
 */
class AttestedAgentIT {
  private static final String ATTESTER = "https://attester.bailiwick.example";
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
  private final Path rule = nodes.home().resolve("domain/authentication/jobs.json");
  private final List<AgentProcess> agents = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private String ruleBefore;
  private TestLeaf planner;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    ListedAgents.dismiss(nodes, wire);
    ruleBefore = Nodes.read(rule);
    int listen = Nodes.freePort();
    agents.add(AgentProcess.start(nodes, "rate-finder", registered("fx.rates@1", listen), listen));
    planner = registered("ledger.post@1", Nodes.freePort());
    write(
        "callers/" + AgentId.of(planner.id()).name() + ".json",
        "{\"agent\": \"%s\", \"scopes\": [\"fx.rates@1\"]}".formatted(planner.id()));
    replace(RULE);
  }

  @AfterEach
  void stop() throws IOException {
    agents.forEach(AgentProcess::stop);
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    replace(ruleBefore);
    ListedAgents.dismiss(nodes, wire);
  }

  private TestLeaf registered(String capability, int port) {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(capability);
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    TestLeaf agent = enrolment.granted();
    String claim = Claim.of(agent).build().toString();
    wire.send(Call.post(nodes.registry("/v1/agents"), claim).as(agent)).expecting(201);
    return agent;
  }

  /** Writes an operator's file, which the Master Agent reads within two seconds. */
  private void write(String name, String text) throws IOException {
    Path file = nodes.home().resolve("domain").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    files.add(file);
  }

  private void replace(String text) throws IOException {
    Path finished = Files.writeString(rule.resolveSibling("jobs.json.new"), text);
    Files.move(finished, rule, StandardCopyOption.REPLACE_EXISTING);
  }

  private void trustTheAttester() throws IOException {
    Path keys = folder.resolve("fleet.jwks");
    node("attester", attesterKey(), keys.toString());
    write("attesters/fleet.jwks", Nodes.read(keys));
    write(
        "attesters/fleet.json",
        """
        {"issuer": "%s", "jwks_file": "fleet.jwks", "algorithms": ["ES256"],
         "clients": ["%s"], "longest_lifetime": "PT10M"}"""
            .formatted(ATTESTER, planner.id()));
  }

  @Test
  void anAgentWithAnAttestedKeyHasAnotherOneWorkUntilItIsRevoked() throws IOException {
    URI challenge = nodes.master("/oauth/challenge");
    assertThat(wire.send(Call.post(challenge, "")).status()).isEqualTo(404);
    assertThat(metadata()).doesNotContain("attest_jwt_client_auth", "challenge_endpoint");
    trustTheAttester();
    await("agent, rule and attester known")
        .atMost(Duration.ofSeconds(30))
        .until(() -> token().equals("200 dpop") && curl("/v1/jobs/none").contains("DPoP algs="));

    JsonObject seen = read(node("job", arguments(JOB)));

    JsonObject server = seen.getJsonObject("server");
    assertThat(server.getJsonArray("token_endpoint_auth_methods_supported").toString())
        .contains("\"attest_jwt_client_auth\"", "\"attest_jwt_client_auth_dpop\"");
    assertThat(server.getJsonArray("client_attestation_signing_alg_values_supported"))
        .hasToString("[\"ES256\"]");
    JsonObject claims = seen.getJsonObject("claims");
    assertThat(claims.getString("sub")).isEqualTo(planner.id().toString());
    assertThat(claims.getJsonObject("cnf"))
        .hasToString("{\"jkt\":\"" + seen.getString("thumbprint") + "\"}");
    assertThat(seen.getString("secondType")).isEqualToIgnoringCase("DPoP");
    assertThat(seen.getJsonObject("job").getString("state")).as(seen.toString()).isEqualTo("done");
    assertThat(seen.getJsonObject("job").toString()).contains("1.0842");
    assertThat(seen.getInt("bearer")).isEqualTo(401);
    String id = seen.getString("location").replaceFirst(".*/", "");
    assertThat(
            Component.MASTER.column(
                "select concat(caller_kind, ' ', caller) from job where job_id = '" + id + "'"))
        .containsExactly("client " + planner.id());
    refusals(seen.getJsonObject("refused"));
    endsWithItsCredential();
  }

  private static void refusals(JsonObject refused) {
    String invalid = "400 invalid_client_attestation challenge";
    assertThat(refused.getString("replayed")).isEqualTo(invalid);
    assertThat(refused.getString("stale")).isEqualTo("400 use_attestation_challenge challenge");
    assertThat(refused.getString("expired")).isEqualTo("400 use_fresh_attestation challenge");
    assertThat(refused.getString("otherKey")).isEqualTo(invalid);
    assertThat(refused.getString("otherClient")).isEqualTo(invalid);
    assertThat(refused.getString("otherAttester")).isEqualTo(invalid);
    assertThat(refused.getString("none")).startsWith("401");
    assertThat(checks())
        .contains(
            "client-attestation-pop-replayed",
            "client-attestation-pop-challenge-stale",
            "client-attestation-expired",
            "client-attestation-key",
            "client-attestation-not-vouched",
            "client-attestation-signature");
  }

  private static List<String> checks() {
    return Component.MASTER.column(
        "select check_name from audit_entry where event = 'token.refused'");
  }

  /** The attester still vouches, but the authority does not any more. */
  private void endsWithItsCredential() {
    new Officer(nodes, wire).revoke(planner);
    await("revocation")
        .atMost(Duration.ofSeconds(30))
        .until(() -> token().startsWith("400 unauthorized_client"));
    assertThat(checks()).contains("credential-revoked");
  }

  private String token() {
    return read("{\"t\":" + node("token", arguments("")) + "}").getString("t");
  }

  private String metadata() {
    return curl("/.well-known/oauth-authorization-server");
  }

  private String curl(String path) {
    return Tool.run("curl", "-si", "--cacert", root().toString(), nodes.master(path).toString())
        .output();
  }

  private String[] arguments(String job) {
    List<String> line =
        new ArrayList<>(
            List.of(
                attesterKey(),
                ATTESTER,
                planner.id().toString(),
                nodes.master("/v1/jobs").toString()));
    if (!job.isEmpty()) {
      line.add(job);
    }
    return line.toArray(String[]::new);
  }

  private String node(String mode, String... arguments) {
    List<String> line = new ArrayList<>(List.of(mode));
    line.addAll(List.of(arguments));
    Tool ended =
        new NodeProgram("oauth", "attested-agent.mjs")
            .trusting(root())
            .run(line.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.output()).isZero();
    return ended.output().strip();
  }

  private String attesterKey() {
    return folder.resolve("attester.json").toString();
  }

  private Path root() {
    return nodes.home().resolve("root.pem");
  }

  private static JsonObject read(String json) {
    return Json.createReader(new StringReader(json)).readObject();
  }
}
