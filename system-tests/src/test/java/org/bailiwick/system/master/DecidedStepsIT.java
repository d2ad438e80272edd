package org.bailiwick.system.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A domain whose catalogue says how steps are approved, repeated and undone (threat 57). Its caller
 * is curl, its agents are Python's, and its two officers decide with {@code ./bailiwick approval}.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecidedStepsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LEDGER = "ledger.post@1";
  private static final String RECEIPT = "receipt.write@1";
  private static final String SCOPE =
      "ledger.post@1 receipt.write@1 ledger.cancel@1 receipt.cancel@1 report.send@1 pay.out@1"
          + " fx.rates@1";

  @TempDir private static Path folder;
  private Nodes nodes;
  private Wire wire;
  private Worker ledger;
  private Worker rates;

  @BeforeAll
  void start() throws IOException {
    nodes = Nodes.withTwoOfficers("decided", DecidedStepsIT::review);
    wire = new Wire(nodes.root());
    ledger =
        Worker.listed(
            nodes,
            wire,
            folder.resolve("ledger"),
            LEDGER,
            RECEIPT,
            "ledger.cancel@1",
            "receipt.cancel@1",
            "report.send@1",
            "pay.out@1");
    for (String done :
        List.of(LEDGER, RECEIPT, "ledger.cancel@1", "receipt.cancel@1", "pay.out@1")) {
      ledger.does(done, "{\"number\": 7}");
    }
    rates = Worker.listed(nodes, wire, folder.resolve("rates"), "fx.rates@1");
    rates.holds();
  }

  @AfterAll
  void stop() {
    ledger.close();
    rates.close();
    nodes.stop();
  }

  /** The operator's files: which agents are certified, who may have what done, and how. */
  private static void review(Path home) throws IOException {
    Path domain = home.resolve("domain");
    Files.writeString(
        domain.resolve("bailiwick.properties"),
        "master.catalogue-folder=" + domain.resolve("catalogue") + "\n",
        StandardOpenOption.APPEND);
    Path types = Files.createDirectories(domain.resolve("catalogue/types"));
    Files.writeString(types.resolve("any@1.json"), "{\"type\": \"any@1\", \"schema\": {}}");
    Files.writeString(
        types.resolve("number@1.json"),
        "{\"type\": \"number@1\", \"schema\": {\"type\": \"object\", \"required\": [\"number\"]}}");
    entry(domain, LEDGER, ", \"compensated_by\": \"ledger.cancel@1\"");
    entry(domain, RECEIPT, ", \"compensated_by\": \"receipt.cancel@1\"");
    entry(domain, "ledger.cancel@1", "");
    entry(domain, "receipt.cancel@1", "");
    entry(domain, "report.send@1", "");
    entry(domain, "pay.out@1", ", \"approval\": \"two\"");
    entry(domain, "fx.rates@1", ", \"repeat\": \"never\"");
    replace(
        home.resolve("authority/profiles/agent-default.json"),
        "\"receipt.write@1\"",
        "\"receipt.write@1\", \"ledger.cancel@1\", \"receipt.cancel@1\", \"report.send@1\","
            + " \"pay.out@1\"");
    replace(
        domain.resolve("partners/partner.example/partner.json"),
        "\"scopes\": *\\[[^]]*\\]",
        "\"scopes\": [\"" + SCOPE.replace(" ", "\", \"") + "\"]");
  }

  private static void entry(Path domain, String capability, String more) throws IOException {
    Files.writeString(
        domain.resolve("catalogue").resolve(capability + ".json"),
        """
        {"capability": "%s", "kind": "agent", "owner": "General Ledger", "risk": "high",
         "input": "any@1", "output": "number@1"%s}
        """
            .formatted(capability, more));
  }

  private static void replace(Path file, String part, String by) throws IOException {
    String before = Files.readString(file);
    String after = before.replaceFirst(part, by);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(file, after);
  }

  @Test
  void twoOfficersApproveAndTheSameOneIsNotTwo() {
    String job = posted(step("pay", "pay.out@1", ""));
    awaitState(job, 0, "waiting-for-approval");
    String id = asked(job);
    String digest = digest(id);
    assertThat(approve(0, "officer-1", id, digest)).contains("\"state\": \"waiting\"");
    assertThat(approve(1, "officer-1", id, digest)).contains("same-approver");
    assertThat(state(job, 0)).isEqualTo("waiting-for-approval");
    assertThat(approve(0, "officer-2", id, digest)).contains("\"state\": \"approved\"");
    assertThat(ended(job).getString("state")).isEqualTo("done");
    assertThat(
            column(
                "select subject from audit_entry where event = 'approval.decided'"
                    + " and lower(outcome) = 'done' and resource = '"
                    + job
                    + "/pay'"))
        .hasSize(2)
        .anyMatch(subject -> subject.endsWith("/officer-1"))
        .anyMatch(subject -> subject.endsWith("/officer-2"));
  }

  @Test
  void whatWasDoneIsUndoneTheLastFirstWhenALaterStepFails() throws IOException {
    String job =
        posted(
            step("post", LEDGER, ""),
            step("write", RECEIPT, "post"),
            step("send", "report.send@1", "write"));
    JsonObject failed = ended(job);
    assertThat(failed.getString("state")).as(failed.toString()).isEqualTo("failed");
    assertThat(failed.getString("reason")).startsWith("step send: agent-refused");
    String undo =
        await("compensation")
            .atMost(PATIENCE)
            .until(() -> read(job), known -> known.containsKey("compensation"))
            .getString("compensation");
    JsonObject undone = ended(undo);
    assertThat(undone.getString("state")).as(undone.toString()).isEqualTo("done");
    assertThat(ledger.orders(job))
        .containsExactly("post " + LEDGER, "write " + RECEIPT, "send report.send@1");
    assertThat(ledger.orders(undo))
        .containsExactly("undo-1 receipt.cancel@1", "undo-2 ledger.cancel@1");
    assertThat(column("select event from audit_entry where event = 'job.compensating'"))
        .isNotEmpty();
  }

  /** The agent is killed with the order in its hands, and the node while people are asked. */
  @Test
  void anOfficerTellsWhatBecameOfAnOrderWhoseAnswerWasLost() throws IOException {
    String job = lost();
    nodes.kill("domain");
    nodes.restart();
    assertThat(state(job, 0)).isEqualTo("waiting-for-outcome");
    String id = asked(job);
    String digest = digest(id);
    assertThat(decide(1, id, digest, "--happened", "{\"no\":1}")).contains("not of its type");
    assertThat(decide(0, id, digest, "--happened", "{\"number\":8}"))
        .contains("\"state\": \"decided\"");
    JsonObject done = ended(job);
    assertThat(done.getString("state")).as(done.toString()).isEqualTo("done");
    assertThat(done.getJsonArray("steps").getJsonObject(0).getJsonObject("output").getInt("number"))
        .isEqualTo(8);
    assertThat(rates.orders(job)).as("the order is not repeated").hasSize(1);
  }

  @Test
  void whatNobodyFindsOutStaysUnknown() throws IOException {
    String job = lost();
    String id = asked(job);
    assertThat(decide(0, id, digest(id), "--give-up")).contains("\"state\": \"decided\"");
    JsonObject failed = ended(job);
    assertThat(failed.getString("state")).isEqualTo("failed");
    assertThat(failed.getString("reason")).isEqualTo("step rates: outcome-unknown");
    assertThat(failed.getJsonArray("steps").getJsonObject(0).getString("state"))
        .isEqualTo("unknown");
    assertThat(rates.orders(job)).hasSize(1);
    assertThat(
            column(
                "select resource from audit_entry where event = 'step.unknown' and resource = '"
                    + job
                    + "/rates'"))
        .hasSize(1);
  }

  /** A job whose order reached its agent, which was killed then. */
  private String lost() throws IOException {
    String job = posted(step("rates", "fx.rates@1", ""));
    await("order").atMost(PATIENCE).until(() -> !rates.orders(job).isEmpty());
    rates.kill();
    awaitState(job, 0, "waiting-for-outcome");
    rates.start();
    return job;
  }

  private static String step(String id, String capability, String after) {
    return "{\"id\":\"%s\",\"capability\":\"%s\",\"input\":{\"sum\":1}%s}"
        .formatted(id, capability, after.isEmpty() ? "" : ",\"after\":[\"" + after + "\"]");
  }

  private String posted(String... steps) {
    String body = "{\"purpose\":\"p\",\"steps\":[" + String.join(",", steps) + "]}";
    return await("agents known")
        .atMost(PATIENCE)
        .until(
            () ->
                curl(
                    "-H",
                    "Content-Type: application/json",
                    "-H",
                    "Idempotency-Key: " + UUID.randomUUID(),
                    "--data",
                    body,
                    nodes.master("/v1/jobs").toString()),
            answer -> answer.status() == 202)
        .body()
        .getString("id");
  }

  private void awaitState(String job, int step, String state) {
    await(state).atMost(PATIENCE).until(() -> state(job, step).equals(state));
  }

  private String state(String job, int step) {
    return read(job).getJsonArray("steps").getJsonObject(step).getString("state");
  }

  private JsonObject ended(String job) {
    return await("end of the job")
        .atMost(PATIENCE)
        .until(() -> read(job), state -> !state.getString("state").equals("running"));
  }

  private JsonObject read(String job) {
    CurlAnswer answer = curl(nodes.master("/v1/jobs/" + job).toString());
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body();
  }

  private CurlAnswer curl(String... more) {
    Partner partner = new Partner(nodes);
    Map<String, String> form = Partner.form(partner.grant().claim("scope", SCOPE).compact());
    form.put("scope", SCOPE);
    String token =
        wire.send(partner.exchange(form).as(nodes.partner("buyer")))
            .expecting(200)
            .text("access_token");
    try {
      Path header =
          Files.writeString(folder.resolve("token"), "Authorization: Bearer " + token + "\n");
      Path buyer = nodes.outside().resolve("partner");
      List<String> arguments = new ArrayList<>();
      arguments.addAll(List.of("-H", "@" + header));
      arguments.addAll(List.of("--cert", buyer.resolve("buyer.pem").toString()));
      arguments.addAll(List.of("--key", buyer.resolve("buyer.key").toString()));
      arguments.addAll(List.of(more));
      return CurlAnswer.of(nodes, arguments);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String asked(String job) {
    String listed = OperatorCommand.run(nodes, 0, "approval", "list", "--job", job, "--json");
    return CurlAnswer.json(listed.substring(listed.indexOf('{'))).getString("id");
  }

  private String digest(String id) {
    String shown = OperatorCommand.run(nodes, 0, "approval", "show", id);
    return CurlAnswer.json(shown.substring(shown.indexOf('{'))).getString("input_sha256");
  }

  private String approve(int expected, String officer, String id, String digest) {
    return OperatorCommand.run(
        nodes,
        expected,
        "approval",
        "decide",
        "--approve",
        "--digest",
        digest,
        "--as",
        officer,
        id);
  }

  private String decide(int expected, String id, String digest, String... choice) {
    List<String> line = new ArrayList<>(List.of("approval", "decide"));
    line.addAll(List.of(choice));
    line.addAll(List.of("--digest", digest, id));
    return OperatorCommand.run(nodes, expected, line.toArray(String[]::new));
  }

  private List<String> column(String query) {
    return Component.MASTER.column(nodes, query);
  }
}
