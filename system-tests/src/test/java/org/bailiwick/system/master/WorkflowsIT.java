package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentProcess;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A domain with a catalogue and a named workflow (R37 to R39). Its caller is curl, with a token for
 * the workflow's name alone; two of the demo's agents do the work.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkflowsIT {
  private static final String WORKFLOW = "invoice.price@1";
  private static final String GOAL_SCOPE = "fx.rates@1";
  private static final String CSV =
      "number,date,customer,currency,net,vat\\nR-1,2026-11-02,Muster,EUR,10.00,1.90\\n";
  private static final String TABLE = "currency,per_eur\\nEUR,1.0000\\nUSD,1.0842\\n";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final List<AgentProcess> agents = new ArrayList<>();
  private Nodes nodes;
  private Wire wire;

  @BeforeAll
  void start() {
    nodes = Nodes.own("workflows", "h2", WorkflowsIT::review);
    wire = new Wire(nodes.root());
    agent("invoice-reader", "invoice.parse@1");
    agent("rate-finder", "fx.rates@1");
  }

  @AfterAll
  void stop() {
    agents.forEach(AgentProcess::stop);
    nodes.stop();
  }

  /**
   * The operator's files: a catalogue of two capabilities, a workflow, and who may have it done.
   */
  private static void review(Path home) throws IOException {
    Path domain = home.resolve("domain");
    Files.writeString(
        domain.resolve("bailiwick.properties"),
        "master.catalogue-folder=" + domain.resolve("catalogue") + "\n",
        StandardOpenOption.APPEND);
    Path types = Files.createDirectories(domain.resolve("catalogue/types"));
    type(
        types,
        "invoices@1",
        "\"required\": [\"csv\"], \"properties\": {\"csv\": {\"type\": \"string\"}}");
    type(types, "totals@1", "\"required\": [\"lines\", \"totals\"]");
    type(
        types,
        "table@1",
        "\"required\": [\"table\"], \"additionalProperties\": false, \"properties\": {\"table\": {\"type\": \"string\"}}");
    type(types, "rates@1", "\"required\": [\"base\", \"rates\"]");
    type(types, "work@1", "\"required\": [\"csv\", \"table\"]");
    entry(domain, "invoice.parse@1", "invoices@1", "totals@1");
    entry(domain, "fx.rates@1", "table@1", "rates@1");
    Files.createDirectories(domain.resolve("workflows"));
    Files.writeString(
        domain.resolve("workflows").resolve(WORKFLOW + ".json"),
        """
        {"workflow": "invoice.price@1", "input": "work@1",
         "output": {"type": "rates@1", "step": "rates", "pointer": ""},
         "steps": [
           {"id": "parse", "capability": "invoice.parse@1", "input_from": {"csv": {"input": "/csv"}}},
           {"id": "rates", "capability": "fx.rates@1", "after": ["parse"],
            "when": {"step": "parse", "pointer": "/lines", "equals": 1},
            "input_from": {"table": {"input": "/table"}}}]}
        """);
    Path partner = domain.resolve("partners/partner.example/partner.json");
    Files.writeString(
        partner,
        Files.readString(partner)
            .replaceFirst("\"scopes\": *\\[", "\"scopes\": [\"" + WORKFLOW + "\", "));
  }

  private static void type(Path types, String name, String members) throws IOException {
    Files.writeString(
        types.resolve(name + ".json"),
        "{\"type\": \"%s\", \"schema\": {\"type\": \"object\", %s}}".formatted(name, members));
  }

  private static void entry(Path domain, String capability, String input, String output)
      throws IOException {
    Files.writeString(
        domain.resolve("catalogue").resolve(capability + ".json"),
        """
        {"capability": "%s", "kind": "agent", "owner": "Accounts Payable", "risk": "low",
         "input": "%s", "output": "%s"}
        """
            .formatted(capability, input, output));
  }

  private void agent(String name, String capability) {
    int port = Nodes.freePort();
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(capability);
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    TestLeaf credential = enrolment.granted();
    wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(credential).build().toString())
                .as(credential))
        .expecting(201);
    agents.add(AgentProcess.start(nodes, name, credential, port));
  }

  private String token(String scope) {
    Partner partner = new Partner(nodes);
    Map<String, String> form = Partner.form(partner.grant().claim("scope", scope).compact());
    form.put("scope", scope);
    return wire.send(partner.exchange(form).as(nodes.partner("buyer")))
        .expecting(200)
        .text("access_token");
  }

  private CurlAnswer post(String path, String scope, String body) {
    Path buyer = nodes.outside().resolve("partner");
    return CurlAnswer.of(
        nodes,
        List.of(
            "--cert",
            buyer.resolve("buyer.pem").toString(),
            "--key",
            buyer.resolve("buyer.key").toString(),
            "-H",
            "Authorization: Bearer " + token(scope),
            "-H",
            "Content-Type: application/json",
            "-H",
            "Idempotency-Key: " + UUID.randomUUID(),
            "--data",
            body,
            nodes.master(path).toString()));
  }

  private JsonObject finished(String scope, String body) {
    CurlAnswer posted =
        await("agents known")
            .atMost(SOON)
            .until(() -> post("/v1/jobs", scope, body), answer -> answer.status() == 202);
    String token = token(scope);
    Call read =
        Call.get(nodes.master("/v1/jobs/" + posted.body().getString("id")))
            .bearer(token)
            .as(nodes.partner("buyer"));
    return await("end of the job")
        .atMost(SOON)
        .until(
            () -> CurlAnswer.json(wire.send(read).expecting(200).body()),
            job -> !job.getString("state").equals("running"));
  }

  private static String work(String csv) {
    return "{\"purpose\":\"price\",\"workflow\":\"%s\",\"input\":{\"csv\":\"%s\",\"table\":\"%s\"}}"
        .formatted(WORKFLOW, csv, TABLE);
  }

  private static String state(JsonObject job, int step) {
    return job.getJsonArray("steps").getJsonObject(step).getString("state");
  }

  @Test
  void aCallerWithTheNameOfAWorkflowHasItDone() {
    JsonObject job = finished(WORKFLOW, work(CSV));
    assertThat(job.getString("state")).as(job.toString()).isEqualTo("done");
    assertThat(job.getJsonArray("steps").getJsonObject(1).getJsonObject("output").toString())
        .contains("1.0842");
    JsonObject other = finished(WORKFLOW, work(CSV + "R-2,2026-11-03,Muster,EUR,5.00,0.95\\n"));
    assertThat(other.getString("state")).as(other.toString()).isEqualTo("done");
    assertThat(state(other, 0)).isEqualTo("done");
    assertThat(state(other, 1)).as("two lines").isEqualTo("skipped");
  }

  @Test
  void theNameIsNoRightToTheStepsOfTheWorkflow() {
    String step = "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"fx.rates@1\"}]}";
    CurlAnswer refused = post("/v1/jobs", WORKFLOW, step);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body().getString("type")).endsWith("insufficient-scope");
    CurlAnswer other = post("/v1/jobs", GOAL_SCOPE, work(CSV));
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.body().getString("scope")).isEqualTo(WORKFLOW);
  }

  @Test
  void aPlanIsShownAndAGoalIsPlanned() {
    CurlAnswer shown =
        await("agents known")
            .atMost(SOON)
            .until(() -> post("/v1/plans", WORKFLOW, work(CSV)), answer -> answer.status() == 200);
    assertThat(shown.body().getString("origin")).startsWith("workflow:" + WORKFLOW + ";sha256=");
    assertThat(shown.body().getString("needed_scope")).isEqualTo(WORKFLOW);
    assertThat(shown.body().getString("scope")).isEqualTo("fx.rates@1 invoice.parse@1");
    JsonArray steps = shown.body().getJsonObject("plan").getJsonArray("steps");
    assertThat(steps.getJsonObject(1).getJsonObject("when").getInt("equals")).isEqualTo(1);

    String goal =
        "{\"purpose\":\"p\",\"goal\":{\"outputs\":[\"rates@1\"],"
            + "\"inputs\":{\"table@1\":{\"table\":\""
            + TABLE
            + "\"}}}}";
    assertThat(post("/v1/plans", GOAL_SCOPE, goal).body().getString("origin"))
        .isEqualTo("planner:goal");
    JsonObject job = finished(GOAL_SCOPE, goal);
    assertThat(job.getString("state")).as(job.toString()).isEqualTo("done");
    assertThat(post("/v1/jobs", "invoice.parse@1", goal).body().getString("detail"))
        .contains("No steps");
  }

  @Test
  void whatIsNotInTheCatalogueOrNotOfItsTypeIsRefused() {
    CurlAnswer input =
        post(
            "/v1/jobs",
            GOAL_SCOPE,
            "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"fx.rates@1\",\"input\":{\"tabel\":1}}]}");
    assertThat(input.status()).isEqualTo(422);
    assertThat(input.body().getString("detail")).contains("table@1");
  }

  @Test
  void operatorsSeeTheCatalogueAndItsFaults() throws IOException {
    assertThat(OperatorCommand.run(nodes, 0, "asset", "list"))
        .contains("fx.rates@1", "Accounts Payable", "rates@1");
    Path folder = nodes.home().resolve("domain/catalogue");
    assertThat(OperatorCommand.run(nodes, 0, "asset", "check", folder.toString()))
        .contains("invoice.parse@1  known  agent  low");
    Path bad = folder.resolve("bad.file@1.json");
    Files.writeString(bad, "{\"capability\": \"bad.file@1\"}");
    assertThat(OperatorCommand.run(nodes, 1, "asset", "check", folder.toString()))
        .contains("bad.file@1.json  faulty");
    await("the node knows")
        .atMost(SOON)
        .until(
            () ->
                OperatorCommand.run(nodes, 0, "asset", "list", "--state", "faulty")
                    .contains("bad.file@1.json"));
    assertThat(wire.send(Call.get(nodes.master("/health"))).expecting(200).body())
        .contains("master-catalogue", "bad.file@1.json");
    Files.delete(bad);
  }
}
