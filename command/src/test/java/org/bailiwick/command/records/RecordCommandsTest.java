package org.bailiwick.command.records;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.command.message.OneForm;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.node.records.LineDigest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Export and import against a node that answers as the registry does. */
class RecordCommandsTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");

  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final List<JsonObject> brought = new ArrayList<>();
  private final List<String> exported = new ArrayList<>();
  private ScriptedNode node;
  private Function<Call, Reply> answers = this::answer;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    SpiffeTrustManager trust = new SpiffeTrustManager(() -> Set.of(CA.operatorCa()), id -> true);
    node = ScriptedNode.overTls(CA.nodeServer("domain").tls(trust));
    Files.writeString(home.resolve("root.pem"), Pem.of(CA.root()));
    Files.writeString(
        Files.createDirectories(home.resolve("authority")).resolve("bailiwick.properties"),
        "node.trust-domain=bailiwick.example\naca.base-url=https://127.0.0.1:1\n");
    Files.writeString(
        Files.createDirectories(home.resolve("domain")).resolve("bailiwick.properties"),
        "master.base-url=" + node.uri() + "\nars.base-url=" + node.uri() + "/ars\n");
    Path operators = Files.createDirectories(home.resolve("operators"));
    for (String role : new String[] {"officer", "auditor"}) {
      TestLeaf operator = CA.operator(role, role + "-1");
      Files.writeString(operators.resolve(role + "-1.pem"), Pem.of(operator.chain()));
      Files.writeString(operators.resolve(role + "-1.key"), Pem.of(operator.key()));
    }
    file = home.resolve("records.jsonl");
    node.on("/ars/v1/records", call -> answers.apply(call));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void writesAllPagesAndBringsTheLastLineOfEachRecord() throws IOException {
    serve(250, true);
    assertThat(run(new ExportCommand())).as(out.toString()).isZero();
    assertThat(out.toString()).contains("has 251 records, the state of revision 9.");
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(253).startsWith(RecordFile.HEAD);
    assertThat(lines.subList(1, 252)).isEqualTo(exported);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(home.resolve("records.jsonl.partial")).doesNotExist();

    assertThat(run(new ImportCommand())).isEqualTo(1);

    assertThat(brought).hasSize(250);
    assertThat(brought.getLast().getString("state")).isEqualTo("quarantined");
    assertThat(brought).allMatch(record -> !record.containsKey("history"));
    assertThat(out.toString())
        .contains("refused id-7 agent\\u202e7 peer-revoked: It was revoked")
        .contains("imported 249, refused 1");
  }

  /** Whatever ends the export, and whatever was there before. */
  @Test
  void leavesNoHalfFileUnderTheName() throws IOException {
    Files.writeString(file, "the export of yesterday");
    serve(250, false);
    answers =
        call ->
            call.path().contains("page_token")
                ? Reply.json(503, "{\"title\":\"No\",\"detail\":\"Down\",\"instance\":\"urn:x\"}")
                : Reply.json(200, "{\"records\":[],\"next_page_token\":\"t\"}");
    assertThat(run(new ExportCommand())).isNotZero();
    assertThat(file).hasContent("the export of yesterday");
    String other = "{\"records\":[{\"id\":\"x\"}],\"statement\":\"" + signed(2) + "\"}";
    answers = call -> Reply.json(200, other);
    assertThat(run(new ExportCommand())).isNotZero();
    assertThat(out.toString()).contains("not those of the registry's statement");
    assertThat(file).hasContent("the export of yesterday");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "changed", "longer", "other", "empty", "line"})
  void bringsNothingOfAFileThatIsNotWhole(String fault) throws IOException {
    serve(3, false);
    assertThat(run(new ExportCommand())).as(out.toString()).isZero();
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    switch (fault) {
      case "cut" -> lines.removeLast();
      case "changed" -> lines.set(2, lines.get(2).replace("id-1", "id-9"));
      case "longer" -> lines.add(lines.get(1));
      case "other" -> lines.removeFirst();
      case "empty" -> lines.clear();
      default -> lines.set(1, "{\"id\":");
    }
    Files.write(file, lines);

    assertThat(run(new ImportCommand())).isNotZero();

    assertThat(brought).isEmpty();
    assertThat(out.toString()).contains("records.jsonl");
  }

  private int run(Object command) {
    CommandLine line = OneForm.of(new CommandLine(command));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    line.setExecutionExceptionHandler(
        (failure, ignored, result) -> {
          out.write("failed: " + failure.getMessage() + " " + file);
          return 1;
        });
    return line.execute("--home", home.toString(), file.toString());
  }

  /** So many records, in pages of 100; the first one changes while they are read. */
  private void serve(int count, boolean changes) {
    exported.clear();
    IntStream.range(0, count).forEach(i -> exported.add(record(i, "listed")));
    if (changes) {
      exported.add(record(0, "quarantined"));
    }
  }

  private Reply answer(Call call) {
    if (!call.body().isEmpty()) {
      return Reply.json(200, "{\"results\":[" + taken(call.body()) + "]}");
    }
    String path = call.path();
    int from =
        path.contains("page_token=") ? Integer.parseInt(path.replaceAll(".*page_token=", "")) : 0;
    int to = Math.min(exported.size(), from + 100);
    String end =
        to == exported.size()
            ? "\"statement\":\"" + signed(exported.size()) + "\""
            : "\"next_page_token\":\"" + to + "\"";
    return Reply.json(
        200, "{\"records\":[" + String.join(",", exported.subList(from, to)) + "]," + end + "}");
  }

  private String taken(String body) {
    List<JsonObject> records =
        StrictJson.object(body).getJsonArray("records").getValuesAs(JsonObject.class);
    assertThat(records).hasSizeLessThanOrEqualTo(100);
    brought.addAll(records);
    return records.stream()
        .map(
            record ->
                record.getString("id").equals("id-7")
                    ? "{\"id\":\"id-7\",\"agent\":\"agent\\u202e7\",\"outcome\":\"refused\","
                        + "\"check\":\"peer-revoked\",\"detail\":\"It was revoked\"}"
                    : "{\"id\":\"%s\",\"agent\":\"a\",\"outcome\":\"imported\"}"
                        .formatted(record.getString("id")))
        .collect(Collectors.joining(","));
  }

  private static String record(int number, String state) {
    return CanonicalJson.of(
        "{\"id\":\"id-%d\",\"agent\":\"a\",\"state\":\"%s\",\"certificate\":\"AA\",\"history\":[]}"
            .formatted(number, state));
  }

  /** A statement on so many of the lines, as a JWS has it. */
  private String signed(int lines) {
    LineDigest digest = LineDigest.EMPTY;
    for (String line : exported) {
      digest = digest.with(line);
    }
    String claims =
        "{\"revision\":9,\"lines\":%d,\"sha256\":\"%s\"}".formatted(lines, digest.hex());
    return "e30."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }
}
