package org.bailiwick.system.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * An enforcement point asks the decision point by curl: metadata, evaluation, batch and search of
 * AuthZEN's certification scenario, and the errors of the specification's table (threats 61, 64).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionPointIT {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String READ =
      """
      {"subject": {"type": "user", "id": "alice"}, "action": {"name": "read"},
       "resource": {"type": "record", "id": "record-1"}}
      """;

  @TempDir private static Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private final ApplicationFiles application = new ApplicationFiles(nodes, "records");
  private final String name = "point-" + UUID.randomUUID().toString().substring(0, 8);
  private final Path described =
      nodes.home().resolve("domain/enforcement-points/" + name + ".json");
  private Path files;
  private TestLeaf service;

  @BeforeAll
  void start() throws Exception {
    Files.writeString(
        nodes.home().resolve("authority/profiles/enforcement-point.json"),
        """
        {"name": "enforcement-point", "kind": "service", "validity": "PT1H",
         "key_algorithms": ["EC_P256"], "validation_methods": ["mtls"]}
        """);
    application.publish();
    Thread.sleep(2_500); // the authority looks every two seconds
    AgentFolder enrolled = new AgentFolder(nodes, folder, name);
    enrolled.enrol("service", "enforcement-point");
    files = enrolled.path();
    service =
        new TestLeaf(
            Pem.privateKey(Files.readString(files.resolve("key.pem"))),
            Pem.certificates(Files.readString(files.resolve("chain.pem"))));
    assertThat(post("evaluation", READ).status()).isEqualTo(403);
    Files.createDirectories(described.getParent());
    Files.writeString(
        described,
        "{\"credential\": \"%s\", \"applications\": [\"records\"]}".formatted(service.id()));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> assertThat(post("evaluation", READ).body()).contains("\"decision\":true"));
  }

  @AfterAll
  void stop() throws IOException {
    Files.deleteIfExists(described);
    application.withdraw();
  }

  @Test
  void metadataNamesTheEndpoints() {
    URI base = nodes.master("");
    Curled answer =
        curl(List.of(nodes.master("/.well-known/authzen-configuration").toString()), false);
    assertThat(answer.status()).isEqualTo(200);
    JsonObject metadata = json(answer.body());
    String decisionPoint = metadata.getString("policy_decision_point");
    assertThat(URI.create(decisionPoint).getPort()).isEqualTo(base.getPort());
    assertThat(metadata.getString("access_evaluation_endpoint"))
        .isEqualTo(decisionPoint + "/access/v1/evaluation");
    assertThat(metadata.getString("access_request_endpoint")).startsWith(decisionPoint);
    assertThat(metadata.getString("signed_metadata").split("\\.")).hasSize(3);
    Curled other =
        curl(
            List.of(
                nodes.master("/.well-known/authzen-configuration/applications/records").toString()),
            false);
    assertThat(json(other.body()).getString("search_subject_endpoint"))
        .isEqualTo(decisionPoint + "/applications/records/access/v1/search/subject");
  }

  @Test
  void decidesTheScenario() {
    assertThat(decides("alice", "read", "record-1", "{}")).isTrue();
    assertThat(decides("alice", "write", "record-1", "{}")).isTrue();
    assertThat(decides("bob", "read", "record-1", "{}")).isTrue();
    assertThat(decides("bob", "write", "record-1", "{}")).isFalse();
    assertThat(decides("alice", "write", "record-2", "{}")).isFalse();
    assertThat(decides("bob", "write", "record-2", "{\"role\": \"admin\"}")).isTrue();
    Curled denied = post("evaluation", READ.replace("read", "write").replace("-1", "-2"));
    assertThat(denied.body())
        .contains("record-is-archived", "ask-approval")
        .doesNotContain("archived-for-admins-only");
    assertThat(denied.head()).contains("X-Request-ID: a-request-of-mine");
  }

  /** Threat 57: an officer approves what was denied; that alone is permitted, until taken back. */
  @Test
  void anOfficerApprovesADeniedQuestion() {
    String write = READ.replace("read", "write").replace("record-1", "record-2").strip();
    String rest = write.substring(0, write.length() - 1);
    JsonObject denied = json(post("evaluation", write).body()).getJsonObject("context");
    JsonObject offer = denied.getJsonObject("access_request");
    String request =
        "%s, \"denial\": {\"evaluation_id\": \"%s\", \"expires_at\": \"%s\", \"binding_token\": \"%s\"}}"
            .formatted(
                rest,
                denied.getString("evaluation_id"),
                offer.getString("expires_at"),
                offer.getString("binding_token"));
    Curled changed = post("requests", request.replace("alice", "bob"));
    assertThat(changed.status()).isEqualTo(400);
    assertThat(changed.body()).contains("error:invalid_denial_binding");
    Curled task = post("requests", request);
    assertThat(task.status()).as(task.body()).isEqualTo(202);
    String id = json(task.body()).getJsonObject("task").getString("id");
    String again = rest + ", \"context\": {\"approval\": {\"id\": \"" + id + "\"}}}";
    assertThat(post("evaluation", again).body()).contains("\"decision\":false");
    decide(id, "--approve");
    Curled done = curl(List.of(nodes.master("/access/v1/requests/" + id).toString()), true);
    assertThat(done.body()).contains("\"status\":\"approved\"", "\"mode\":\"reevaluate\"");
    assertThat(post("evaluation", again).body()).contains("\"decision\":true");
    assertThat(post("evaluation", again.replace("alice", "bob")).body())
        .contains("\"decision\":false");
    decide(id, "--deny");
    assertThat(post("evaluation", again).body())
        .contains("\"decision\":false", "approval_expired", "\"next_action\":\"request\"");
  }

  private void decide(String id, String choice) {
    String shown = OperatorCommand.run(nodes, 0, "approval", "show", id);
    String digest = json(shown.substring(shown.indexOf('{'))).getString("input_sha256");
    OperatorCommand.run(nodes, 0, "approval", "decide", choice, "--digest", digest, id);
  }

  @Test
  void answersABatchInOrder() {
    String batch =
        READ.strip().replaceFirst("\\}$", "")
            + ", \"evaluations\": [{}, {\"action\": {\"name\": \"write\"}},"
            + " {\"subject\": \"alice\"}, {\"subject\": {\"type\": \"user\", \"id\": \"bob\"},"
            + " \"action\": {\"name\": \"write\"}}]}";
    JsonObject answer = json(post("evaluations", batch).body());
    assertThat(
            answer.getJsonArray("evaluations").getValuesAs(JsonObject.class).stream()
                .map(each -> each.getBoolean("decision")))
        .containsExactly(true, true, false, false);
  }

  @Test
  void searchesInPages() {
    String search =
        """
        {"subject": {"type": "user"}, "action": {"name": "read"},
         "resource": {"type": "record", "id": "record-1"}, "page": {"limit": 1}}
        """;
    JsonObject first = json(post("search/subject", search).body());
    assertThat(ids(first)).containsExactly("alice");
    String token = first.getJsonObject("page").getString("next_token");
    String next = search.replace("\"limit\": 1", "\"limit\": 1, \"token\": \"" + token + "\"");
    assertThat(ids(json(post("search/subject", next).body()))).containsExactly("bob");
    assertThat(post("search/subject", next.replace("read", "write")).status()).isEqualTo(400);
    assertThat(post("search/action", READ.replace("\"read\"", "\"ignored\"")).body())
        .contains("{\"name\":\"read\"}", "{\"name\":\"write\"}");
    assertThat(post("search/subject", search.replace("\"user\"", "\"Agent\"")).body())
        .contains("\"results\":[]");
  }

  @Test
  void refusesByTheTableOfTheSpecification() {
    String at = nodes.master("/access/v1/evaluation").toString();
    assertThat(curl(List.of("-X", "GET", at), true).status()).isEqualTo(405);
    assertThat(
            curl(List.of("-X", "PUT", "-H", "Content-Type: application/json", "-d", READ, at), true)
                .status())
        .isEqualTo(405);
    assertThat(curl(List.of("-H", "Content-Type: text/plain", "-d", READ, at), true).status())
        .isEqualTo(415);
    Curled anonymous = curl(List.of("-H", "Content-Type: application/json", "-d", READ, at), false);
    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.head()).contains("WWW-Authenticate");
    Curled wrong =
        curl(
            List.of(
                "-H",
                "Content-Type: application/json",
                "-H",
                "Authorization: Bearer x",
                "-d",
                READ,
                at),
            true);
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.head()).contains("WWW-Authenticate: Bearer");
    for (String bad :
        List.of("", "[]", "{", "null", READ.replace("\"id\": \"alice\"", "\"id\": 1"), "{}")) {
      bad("evaluation", bad).requireRefusedBy(Component.MASTER, wire);
    }
    bad(
            "evaluations",
            READ.strip().replaceFirst("\\}$", "")
                + ", \"evaluations\": [{}"
                + ",{}".repeat(100)
                + "]}")
        .requireRefusedBy(Component.MASTER, wire);
    assertThat(post("../../applications/payroll/access/v1/evaluation", READ).status())
        .isEqualTo(403);
    assertThat(decides("alice", "read", "record-1", "{}")).isTrue();
  }

  /** Who takes only JSON gets the JSON text of the specification's table. */
  @Test
  void refusesByATextWhoTakesOnlyJson() {
    String at = nodes.master("/access/v1/evaluation").toString();
    Curled text =
        curl(
            List.of(
                "-H",
                "Content-Type: application/json",
                "-H",
                "Accept: application/json",
                "-d",
                "[]",
                at),
            true);
    assertThat(text.body()).startsWith("\"The body is not a JSON object");
  }

  private BadInput bad(String endpoint, String body) {
    boolean unread = List.of("", "{", "null").contains(body);
    return BadInput.refused(
        "64 " + endpoint + " " + body,
        () -> Call.post(nodes.master("/access/v1/" + endpoint), body).as(service),
        ProblemType.MALFORMED_REQUEST,
        unread ? check(body) : "authzen-form");
  }

  private static String check(String body) {
    return body.equals("null") ? "authzen-form" : "json-syntax";
  }

  private boolean decides(String user, String action, String record, String properties) {
    String question =
        """
        {"subject": {"type": "user", "id": "%s", "properties": %s}, "action": {"name": "%s"},
         "resource": {"type": "record", "id": "%s"}}
        """
            .formatted(user, properties, action, record);
    Curled answer = post("evaluation", question);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return json(answer.body()).getBoolean("decision");
  }

  private static List<String> ids(JsonObject answer) {
    return answer.getJsonArray("results").getValuesAs(JsonObject.class).stream()
        .map(each -> each.getString("id"))
        .toList();
  }

  /** What curl got. */
  private record Curled(int status, String head, String body) {}

  private Curled post(String endpoint, String body) {
    return curl(
        List.of(
            "-H",
            "Content-Type: application/json",
            "-d",
            body,
            nodes.master("/access/v1/" + endpoint).normalize().toString()),
        true);
  }

  private Curled curl(List<String> arguments, boolean identified) {
    List<String> line = new ArrayList<>(List.of("curl", "-sS", "-i", "--http1.1"));
    line.addAll(List.of("--cacert", nodes.home().resolve("root.pem").toString()));
    line.addAll(List.of("-H", "X-Request-ID: a-request-of-mine"));
    if (identified) {
      line.addAll(
          List.of(
              "--cert", files.resolve("chain.pem").toString(),
              "--key", files.resolve("key.pem").toString()));
    }
    line.addAll(arguments);
    Tool run = Tool.run(line.toArray(String[]::new));
    assertThat(run.exit()).as(run.output()).isZero();
    int end = run.output().indexOf("\r\n\r\n");
    return new Curled(
        Integer.parseInt(run.output().substring(9, 12)),
        run.output().substring(0, end),
        run.output().substring(end + 4));
  }

  private static JsonObject json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }
}
