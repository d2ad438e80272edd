package org.bailiwick.system.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The records of a registry leave it in a file, are lost, and come back by {@code ./bailiwick}. The
 * file is verified by jwcrypto.
 */
class RecordTransferIT {
  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private Path file;

  @BeforeEach
  void dismiss() {
    ListedAgents.dismiss(nodes, wire);
    file = folder.resolve("records.jsonl");
  }

  @AfterEach
  void dismissAgain() {
    ListedAgents.dismiss(nodes, wire);
  }

  @Test
  void afterADisasterGoodAgentsAreListedAndNobodyElse() throws IOException {
    TestLeaf good = new Enrolment(nodes, wire).granted();
    TestLeaf other = new Enrolment(nodes, wire).granted();
    TestLeaf strange = new Enrolment(nodes, wire).granted();
    TestLeaf revoked = new Enrolment(nodes, wire).granted();
    String goodId = register(good, 201);
    String otherId = register(other, 201);
    String strangeId = register(strange, 201);
    String revokedId = register(revoked, 201);
    OperatorCommand.run(nodes, 0, "registry", "quarantine", strangeId, "--reason", "strange");
    assertThat(OperatorCommand.run(nodes, 0, "registry", "export", file.toString()))
        .contains("records, the state of revision");
    verifies();
    new Officer(nodes, wire).revoke(revoked);
    await("the registry knows the revocation")
        .atMost(Duration.ofSeconds(30))
        .until(() -> wire.send(Call.get(record(revokedId)).as(good)).status() == 404);
    lose(List.of(goodId, otherId, strangeId, revokedId));
    assertThat(wire.send(Call.get(record(goodId)).as(good)).status()).isEqualTo(404);

    bringsOneAndIsCut(otherId);
    String said = OperatorCommand.run(nodes, 1, "registry", "import", file.toString());
    assertThat(said)
        .containsPattern("held " + strangeId + " " + strange.id())
        .contains("refused " + revokedId + " " + revoked.id() + " peer-revoked")
        .contains("imported 1", "held 1");

    assertThat(register(good, 200)).isEqualTo(goodId);
    assertThat(wire.send(Call.get(record(otherId)).as(good)).expecting(200).text("state"))
        .isEqualTo("listed");
    staysInQuarantine(strange);
    assertThat(wire.send(Call.get(record(revokedId)).as(good)).status()).isEqualTo(404);
    assertThat(OperatorCommand.run(nodes, 0, "registry", "show", goodId))
        .contains("\"imported\"", "operator/officer/officer-1");
    assertThat(OperatorCommand.run(nodes, 1, "registry", "import", file.toString()))
        .doesNotContain("imported", "held");
    refusesOthersAndOtherFiles(good);
  }

  private void staysInQuarantine(TestLeaf strange) {
    assertThat(
            wire.send(
                    Call.post(nodes.registry("/v1/agents"), Claim.of(strange).build().toString())
                        .as(strange))
                .expecting(403)
                .body())
        .contains("quarantine");
  }

  /** As an import that is ended after its first record. */
  private void bringsOneAndIsCut(String id) throws IOException {
    JsonObject line =
        Files.readAllLines(file).stream()
            .filter(text -> text.contains(id))
            .map(StrictJson::object)
            .findFirst()
            .orElseThrow();
    String answer =
        wire.send(
                Call.post(nodes.registry("/v1/records"), body(line))
                    .as(nodes.operator("officer-1")))
            .expecting(200)
            .body();
    assertThat(answer).contains("\"outcome\":\"imported\"");
  }

  private static String body(JsonObject line) {
    JsonObjectBuilder read = Json.createObjectBuilder();
    for (String name : List.of("id", "agent", "state", "state_since", "certificate")) {
      read.add(name, line.get(name));
    }
    return Json.createObjectBuilder()
        .add("records", Json.createArrayBuilder().add(read))
        .build()
        .toString();
  }

  private void refusesOthersAndOtherFiles(TestLeaf agent) throws IOException {
    String body = "{\"records\":[]}";
    wire.send(Call.get(nodes.registry("/v1/records")).as(agent)).expecting(403);
    wire.send(Call.post(nodes.registry("/v1/records"), body).as(agent)).expecting(403);
    wire.send(Call.post(nodes.registry("/v1/records"), body).as(nodes.operator("auditor-1")))
        .expecting(403);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 200));
    assertThat(OperatorCommand.run(nodes, 1, "registry", "import", file.toString()))
        .contains("records.jsonl");
  }

  private void verifies() throws IOException {
    Path keys = folder.resolve("jwks.json");
    Files.writeString(keys, wire.send(Call.get(nodes.master("/oauth/jwks"))).expecting(200).body());
    Path script = folder.resolve("verify-records.py");
    try (var source = getClass().getResourceAsStream("verify-records.py")) {
      Files.writeString(script, new String(source.readAllBytes(), StandardCharsets.UTF_8));
    }
    Tool verified =
        Tool.run("/usr/bin/python3", script.toString(), file.toString(), keys.toString());
    assertThat(verified.exit()).as(verified.output()).isZero();
    assertThat(verified.output()).contains("jwcrypto: ", nodes.registry("").toString());
  }

  /** The rows are gone, as after a restore from a backup of before. */
  private void lose(List<String> identifiers) {
    for (String id : identifiers) {
      for (String table :
          List.of("agent_capability", "agent_history", "agent_description", "agent")) {
        Component.ARS.change(nodes, "delete from " + table + " where agent_id = '" + id + "'");
      }
    }
  }

  private String register(TestLeaf agent, int status) {
    return wire.send(
            Call.post(nodes.registry("/v1/agents"), Claim.of(agent).build().toString()).as(agent))
        .expecting(status)
        .text("id");
  }

  private URI record(String id) {
    return nodes.registry("/v1/agents/" + id.replace("urn:uuid:", ""));
  }
}
