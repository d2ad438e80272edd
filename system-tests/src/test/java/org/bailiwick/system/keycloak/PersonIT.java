package org.bailiwick.system.keycloak;

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
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
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
 * A person in Chromium signs in at Keycloak for a program by npm oauth4webapi, which has a job
 * done: pushed request, code with PKCE, tokens bound to a key, refresh, reuse found out; and loses
 * all when Keycloak disables the person (R28, R31, R32, R35).
 */
class PersonIT {
  private static final String RULE =
      "{\"service\": \"jobs\", \"rule\": \"any-of(all-of(mtls,access-token),access-token-dpop)\"}";
  private static final String JOB =
      """
      {"purpose": "rates", "steps": [
        {"id": "rates", "capability": "fx.rates@1",
         "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}}]}
      """;

  /** Keycloak tells the class 1 of who has signed in for this very request, and 0 of others. */
  private static final String STEP_UP =
      """

      @id("rates-need-a-fresh-sign-in")
      @reason("sign-in-too-old")
      @step_up_max_age("60")
      forbid (
        principal is Bailiwick::Person,
        action == Bailiwick::Action::"plan",
        resource is Bailiwick::Job
      )
      when { resource has capabilities && resource.capabilities.contains("fx.rates@1") }
      unless { context has authentication_age && context.authentication_age <= 60 };

      @id("rates-need-a-sign-in-of-their-own")
      @reason("sign-in-too-weak")
      @step_up_acr("1")
      forbid (
        principal is Bailiwick::Person,
        action == Bailiwick::Action::"plan",
        resource is Bailiwick::Job
      )
      when { resource has capabilities && resource.capabilities.contains("fx.rates@1") }
      unless { context has acr && context.acr == "1" };
      """;

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Path rule = nodes.home().resolve("domain/authentication/jobs.json");
  private String ruleBefore;
  private AgentProcess agent;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    ruleBefore = Nodes.read(rule);
    replace(RULE);
    int listen = Nodes.freePort();
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("fx.rates@1");
    enrolment.statement().claim("locator", "https://127.0.0.1:" + listen + "/work");
    TestLeaf credential = enrolment.granted();
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(credential).build().toString())
                .as(credential))
        .expecting(201);
    agent = AgentProcess.start(nodes, "rate-finder", credential, listen);
  }

  @AfterEach
  void stop() throws IOException {
    agent.stop();
    replace(ruleBefore);
  }

  private void replace(String text) throws IOException {
    Path finished = Files.writeString(rule.resolveSibling("jobs.json.new"), text);
    Files.move(finished, rule, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aPersonSignsInHasAJobDoneAndLosesAllWhenDisabled() throws IOException {
    Keycloak keycloak = Keycloak.running(nodes);
    JsonObject seen = seen(keycloak, "person-client.mjs");

    JsonObject server = seen.getJsonObject("server");
    assertThat(server.getBoolean("require_pushed_authorization_requests")).isTrue();
    assertThat(server.getJsonArray("response_types_supported")).hasToString("[\"code\"]");
    assertThat(seen.getString("refusal")).startsWith("401 ");
    JsonObject claims = seen.getJsonObject("claims");
    String issuer = keycloak.realm("people", "").toString();
    assertThat(claims.getString("sub")).startsWith(issuer + "#7b1f4a52");
    assertThat(claims.getString("client_id")).isEqualTo("desk");
    assertThat(claims.getJsonObject("cnf")).containsOnlyKeys("jkt");
    assertThat(claims).containsKeys("auth_time", "acr");
    assertThat(seen.getString("type")).isEqualToIgnoringCase("DPoP");
    assertThat(seen.getString("scope")).isEqualTo("fx.rates@1");
    assertThat(seen.getJsonObject("job").getString("state")).as(seen.toString()).isEqualTo("done");
    assertThat(seen.getJsonObject("job").toString()).contains("1.0842");
    assertThat(seen.getInt("read")).isEqualTo(200);
    assertThat(seen.getString("again")).isEqualTo("400 invalid_grant");
    assertThat(seen.getString("afterwards")).startsWith("401").contains("invalid_token");
    assertThat(seen.getInt("before")).isEqualTo(200);
    assertThat(seen.getString("disabled")).startsWith("401").contains("invalid_token");
    assertThat(seen.getString("later")).isEqualTo("400 invalid_grant");
    String id = seen.getString("location").replaceFirst(".*/", "");
    assertThat(
            Component.MASTER.column(
                "select concat(caller_kind, ' ', caller) from job where job_id = '" + id + "'"))
        .containsExactly("person " + claims.getString("sub"));
    assertThat(Component.MASTER.column("select reason from token_end"))
        .contains("token-used-again", "person-refused");
  }

  /** RFC 9470: the challenge has the parameters of the sign-in that will do. */
  @Test
  void aJobThatNeedsAnotherSignInIsDoneAfterIt() throws IOException {
    Keycloak keycloak = Keycloak.running(nodes);
    JsonObject seen;
    try (OwnPolicy policy = new OwnPolicy(nodes, "plan")) {
      policy.add(STEP_UP);
      seen = seen(keycloak, "step-up-client.mjs", "60");
    }
    JsonObject old = seen.getJsonObject("old");
    assertThat(old.getInt("status")).isEqualTo(401);
    assertThat(old.getString("scheme")).isEqualToIgnoringCase("DPoP");
    assertThat(old.getString("max_age")).isEqualTo("60");
    assertThat(old).containsKey("resource_metadata").doesNotContainKey("acr_values");
    JsonObject problem = old.getJsonObject("problem");
    assertThat(problem.getString("type")).endsWith(":insufficient-user-authentication");
    assertThat(problem.getString("max_age")).isEqualTo("60");
    assertThat(problem.getString("reasons")).isEqualTo("sign-in-too-old");
    assertThat(seen.getJsonObject("stillOld").getString("max_age")).isEqualTo("60");
    assertThat(seen.getInt("accepted")).as(seen.toString()).isEqualTo(202);
    assertThat(seen.getJsonObject("job").getString("state")).isEqualTo("done");
    List<JsonObject> signIns = seen.getJsonArray("signIns").getValuesAs(JsonObject.class);
    assertThat(signIns)
        .extracting(signIn -> signIn.getString("acr"))
        .containsExactly("1", "1", "0", "1");
    assertThat(signIns.get(1).getInt("time")).isGreaterThan(signIns.get(0).getInt("time") + 60);
    JsonObject weak = seen.getJsonObject("weak");
    assertThat(weak.getString("acr_values")).isEqualTo("1");
    assertThat(weak.getJsonObject("problem").getString("reasons")).contains("sign-in-too-weak");
    assertThat(seen.getInt("acceptedAgain")).as(seen.toString()).isEqualTo(202);
    assertThat(seen.getJsonArray("acrValues")).hasToString("[\"0\",\"1\"]");
    assertThat(
            Component.MASTER.column(
                "select check_name from audit_entry where event = 'plan.decided'"
                    + " and outcome = 'DENIED' and details like '%step_up%'"))
        .contains("sign-in-too-old");
  }

  /**
   * The operator permits documents of one place. The publisher's server is {@code openssl
   * s_server}.
   */
  @Test
  void aPersonSignsInThroughAClientThatOnlyItsDocumentDescribes() throws IOException {
    Keycloak keycloak = Keycloak.running(nodes);
    Path clients = nodes.home().resolve("domain/clients");
    try (DocumentServer documents = DocumentServer.start(folder.resolve("documents"))) {
      String client = documents.url("/oauth/desk.json");
      documents.publish("/oauth/desk.json", "http://127.0.0.1/back");
      Files.copy(documents.root(), clients.resolve("documents.pem"));
      Files.writeString(clients.resolve("documents.json"), permit(documents));
      await().until(() -> push(client).status() == 201);

      JsonObject seen = seen(keycloak, "person-client.mjs", client);
      assertThat(seen.getJsonObject("server").getBoolean("client_id_metadata_document_supported"))
          .isTrue();
      assertThat(seen.getJsonObject("claims").getString("client_id")).isEqualTo(client);
      assertThat(seen.getJsonObject("job").getString("state"))
          .as(seen.toString())
          .isEqualTo("done");
      assertThat(seen.getInt("read")).isEqualTo(200);
      assertThat(
              Component.MASTER.column(
                  "select details from audit_entry where event = 'authorize.decided'"
                      + " and resource like '%"
                      + client
                      + "%'"))
          .isNotEmpty()
          .allSatisfy(row -> assertThat(row).contains("metadata-document"));

      assertThat(push(documents.url("/other/desk.json")).expecting(401).text("error"))
          .isEqualTo("invalid_client");
      assertThat(documents.asked()).containsExactly("oauth/desk.json");
      documents.publish("/oauth/desk.json", documents.url("/back"));
      await().atMost(Duration.ofSeconds(60)).until(() -> push(client).status() == 400);
    } finally {
      Files.deleteIfExists(clients.resolve("documents.json"));
      Files.deleteIfExists(clients.resolve("documents.pem"));
    }
  }

  private static String permit(DocumentServer documents) {
    return """
        {"kind": "metadata-documents", "url": "%s", "provider": "keycloak", "longest_cache": "PT1H",
         "scopes": ["fx.rates@1"], "ca_file": "documents.pem", "private_address": true}"""
        .formatted(documents.url("/oauth/"));
  }

  private Answer push(String client) {
    return wire.send(
        Call.form(
            nodes.master("/oauth/par"),
            Map.of(
                "client_id",
                client,
                "response_type",
                "code",
                "redirect_uri",
                "http://127.0.0.1:4711/back",
                "code_challenge",
                "c".repeat(43),
                "code_challenge_method",
                "S256")));
  }

  private JsonObject seen(Keycloak keycloak, String program, String... more) throws IOException {
    String roots = Nodes.read(nodes.home().resolve("root.pem")) + Nodes.read(keycloak.root());
    Path trusted = Files.writeString(folder.resolve("roots.pem"), roots);
    List<String> arguments =
        new ArrayList<>(
            List.of(nodes.master("/v1/jobs").toString(), keycloak.address().toString(), JOB));
    arguments.addAll(List.of(more));
    Tool ended =
        new NodeProgram("oauth", program).trusting(trusted).run(arguments.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.output()).isZero();
    String[] lines = ended.output().strip().split("\n", -1);
    return Json.createReader(new StringReader(lines[lines.length - 1])).readObject();
  }
}
