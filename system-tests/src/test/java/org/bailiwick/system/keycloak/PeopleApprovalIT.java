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
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.NodeProgram;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A person in Chromium, who has signed in at Keycloak, approves a step of another person's job by a
 * program of npm's oauth4webapi, or by {@code ./bailiwick approval}, and an officer is the second
 * one. When Keycloak disables the person before the officer has approved, the person's approval
 * counts no more (threat 57).
 */
@Tag("long")
class PeopleApprovalIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String SECONDS = "45";
  private static final String ALICE = "7b1f4a52-9d0e-4c5e-8f43-0d6f3c2b9a10";
  private static final String RULE =
      "{\"service\": \"jobs\", \"rule\": \"any-of(all-of(mtls,access-token),access-token-dpop)\"}";
  private static final String JOB =
      """
      {"purpose": "rates", "steps": [
        {"id": "rates", "capability": "fx.rates@1",
         "input": {"table": "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n"}}]}
      """;
  private static final String TWO =
      """

      @id("rates-for-people-need-two")
      @reason("agent-listed-and-scope-covers")
      @obligation("two-approvals")
      permit (
        principal is Bailiwick::Person,
        action == Bailiwick::Action::"step",
        resource is Bailiwick::Agent
      )
      when
      {
        context.covered && context.capability == "fx.rates@1" &&
        resource has status && resource.status == "listed"
      };
      """;
  private static final String OWNERS =
      """

      @id("rates-are-approved-by-agent-owners")
      @reason("role-may-decide")
      permit (
        principal is Bailiwick::Person,
        action == Bailiwick::Action::"decide-approval",
        resource is Bailiwick::Step
      )
      when
      {
        principal.roles.contains("agent-owner") &&
        resource has capability && resource.capability == "fx.rates@1"
      };

      @id("decisions-need-a-fresh-sign-in")
      @reason("sign-in-too-old")
      @step_up_max_age("45")
      forbid (
        principal is Bailiwick::Person,
        action == Bailiwick::Action::"decide-approval",
        resource is Bailiwick::Step
      )
      unless
      { context has authentication_age && context.authentication_age <= 45 };
      """;

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final Keycloak keycloak = Keycloak.running(nodes);
  private final Path domain = nodes.home().resolve("domain");
  private final Path rule = domain.resolve("authentication/jobs.json");
  private final Path provider = domain.resolve("providers/keycloak.json");
  private String ruleBefore;
  private String providerBefore;
  private AgentProcess agent;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    ListedAgents.dismiss(nodes, wire);
    ruleBefore = Nodes.read(rule);
    providerBefore = Nodes.read(provider);
    replace(rule, RULE);
    replace(
        provider,
        providerBefore.replace(
            "\"role:agent-owner\": [", "\"role:agent-owner\": [\"approval.decide@1\", "));
    replace(
        domain.resolve("clients/decider.json"),
        """
        {"client_id": "decider", "kind": "public", "provider": "keycloak",
         "redirect_uris": ["http://127.0.0.1/back"], "scopes": ["approval.decide@1"]}
        """);
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
    replace(rule, ruleBefore);
    replace(provider, providerBefore);
    Files.deleteIfExists(domain.resolve("clients/decider.json"));
    ListedAgents.dismiss(nodes, wire);
  }

  private static void replace(Path file, String text) throws IOException {
    Path finished = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(finished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aPersonApprovesAfterANewSignInAndCountsOnlyWhileVouchedFor() throws IOException {
    try (OwnPolicy steps = new OwnPolicy(nodes, "step");
        OwnPolicy decisions = new OwnPolicy(nodes, "decide-approval")) {
      steps.add(TWO);
      decisions.add(OWNERS);
      awaitPolicies();
      JsonObject seen = seen("post", JOB, SECONDS);
      requireDecidedByAlice(seen);
      requireNothingForCarol(seen);
      String id = seen.getJsonObject("listed").getString("id");
      String digest = seen.getString("digest");
      String job = seen.getString("job");
      try {
        enable(false);
        await("Keycloak asked")
            .atMost(PATIENCE)
            .until(() -> !column("person.refused", "subject like '%" + ALICE + "'").isEmpty());
        assertThat(approvedByOfficer(id, digest)).contains("\"state\": \"approved\"");
        await("approval lapsed")
            .atMost(PATIENCE)
            .until(() -> column("approval.lapsed", "resource = '" + job + "/rates'").size() == 1);
      } finally {
        enable(true);
      }
      assertThat(step(job).getString("state")).isEqualTo("waiting-for-approval");
      assertThat(seen("signIn", folder.toString()).getString("scope"))
          .isEqualTo("approval.decide@1");
      assertThat(byPerson("list", "--job", job)).contains(id);
      assertThat(byPerson("show", id)).contains("USD,1.0842", digest);
      assertThat(byPerson("decide", "--approve", "--digest", digest, id))
          .contains("\"state\": \"approved\"");
      await("done").atMost(PATIENCE).until(() -> step(job).getString("state").equals("done"));
    }
  }

  private static void requireDecidedByAlice(JsonObject seen) {
    JsonObject shown = seen.getJsonObject("shown").getJsonObject("body");
    assertThat(shown.getJsonObject("parameters").toString()).contains("USD,1.0842");
    assertThat(shown.getString("input_sha256")).isEqualTo(seen.getString("digest"));
    assertThat(shown.getString("requester")).contains("7b1f4a52-9d0e-4c5e-8f43-0d6f3c2b9a11");
    assertThat(seen.getJsonObject("listed")).doesNotContainKey("parameters");
    JsonObject old = seen.getJsonObject("old");
    assertThat(old.getInt("status")).isEqualTo(401);
    assertThat(old.getString("error")).isEqualTo("insufficient_user_authentication");
    assertThat(old.getString("max_age")).isEqualTo(SECONDS);
    assertThat(detail(seen, "other", 400)).contains("another digest");
    JsonObject decided = seen.getJsonObject("decided");
    assertThat(decided.getInt("status")).as(decided.toString()).isEqualTo(200);
    assertThat(decided.getJsonObject("body").getString("state")).isEqualTo("waiting");
    assertThat(detail(seen, "again", 403)).contains("same-approver");
  }

  /** Carol has posted the job, and her other program has no right to decide. */
  private static void requireNothingForCarol(JsonObject seen) {
    assertThat(seen.getJsonObject("ownList").getJsonObject("body").getJsonArray("approvals"))
        .isEmpty();
    assertThat(detail(seen, "ownShown", 403)).contains("own-request");
    assertThat(detail(seen, "ownDecision", 403)).contains("own-request");
    assertThat(seen.getJsonObject("narrow").getInt("status")).isEqualTo(403);
    assertThat(seen.getJsonObject("narrow").getJsonObject("body").getString("scope"))
        .isEqualTo("approval.decide@1");
  }

  private static String detail(JsonObject seen, String answer, int status) {
    JsonObject given = seen.getJsonObject(answer);
    assertThat(given.getInt("status")).as(given.toString()).isEqualTo(status);
    return given.getJsonObject("body").getString("detail");
  }

  private String approvedByOfficer(String id, String digest) {
    return OperatorCommand.run(nodes, 0, "approval", "decide", "--approve", "--digest", digest, id);
  }

  /** Alice's own command, with her token and the key to which it is bound. */
  private String byPerson(String... words) {
    List<String> line = new ArrayList<>(List.of("approval"));
    line.addAll(List.of(words));
    line.addAll(List.of("--token-file", folder.resolve("token").toString()));
    line.addAll(List.of("--key-file", folder.resolve("key.pem").toString()));
    return OperatorCommand.run(nodes, 0, line.toArray(String[]::new));
  }

  private static List<String> column(String event, String condition) {
    return Component.MASTER.column(
        "select subject from audit_entry where event = '" + event + "' and " + condition);
  }

  private JsonObject step(String job) {
    return wire.send(Call.get(nodes.master("/v1/jobs/" + job)).as(nodes.operator("auditor-1")))
        .expecting(200)
        .json()
        .getJsonArray("steps")
        .getJsonObject(0);
  }

  /** Waits until the Master Agent decides by the version that the manifest has now. */
  private void awaitPolicies() {
    String manifest = Nodes.read(nodes.home().resolve("policy/manifest.json"));
    String version = manifest.replaceAll("(?s).*\"version\" : ([0-9]+),.*", "$1");
    await("policies")
        .atMost(PATIENCE)
        .until(
            () ->
                wire.send(Call.get(nodes.master("/health/ready")))
                    .expecting(200)
                    .body()
                    .contains("\"" + version + "-"));
  }

  /** Keycloak's administrator disables or enables Alice, with curl. */
  private void enable(boolean enabled) {
    String root = keycloak.root().toString();
    String token =
        curl(
            root,
            "-d",
            "grant_type=password&client_id=admin-cli&username=admin&password=admin-password",
            keycloak.realm("master", "/protocol/openid-connect/token").toString());
    curl(
        root,
        "-X",
        "PUT",
        "-H",
        "Content-Type: application/json",
        "-H",
        "Authorization: Bearer " + json(token).getString("access_token"),
        "-d",
        "{\"enabled\": " + enabled + "}",
        keycloak.address() + "/admin/realms/people/users/" + ALICE);
  }

  private static String curl(String root, String... more) {
    Tool answer =
        Tool.run(
            Stream.concat(Stream.of("curl", "-sSf", "--cacert", root), Stream.of(more))
                .toArray(String[]::new));
    assertThat(answer.exit()).as(answer.output()).isZero();
    return answer.output();
  }

  private JsonObject seen(String step, String... more) throws IOException {
    String roots = Nodes.read(nodes.home().resolve("root.pem")) + Nodes.read(keycloak.root());
    Path trusted = Files.writeString(folder.resolve("roots.pem"), roots);
    List<String> arguments =
        new ArrayList<>(
            List.of(step, nodes.master("/v1/jobs").toString(), keycloak.address().toString()));
    arguments.addAll(List.of(more));
    Tool ended =
        new NodeProgram("oauth", "approver-client.mjs")
            .trusting(trusted)
            .run(arguments.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.output()).isZero();
    String[] lines = ended.output().strip().split("\n", -1);
    return json(lines[lines.length - 1]);
  }

  private static JsonObject json(String text) {
    return Json.createReader(new StringReader(text)).readObject();
  }
}
