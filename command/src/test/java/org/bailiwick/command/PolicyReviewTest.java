package org.bailiwick.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code policy manifest|test|diff|shadow|explain|world}, on folders of two actions. */
class PolicyReviewTest {
  private static final Path DEFAULTS = Path.of("../policy-engine/src/main/policies");
  private static final String QUESTION =
      """
      {"action": "read-audit",
       "subject": {"type": "Operator", "id": "o", "attributes": {"role": "officer"}},
       "resource": {"type": "Service", "id": "audit", "attributes": {"name": "audit"}}}
      """;

  @TempDir private Path home;
  private Path old;
  private Path next;
  private StringWriter out;

  @BeforeEach
  void copy() throws IOException {
    old = folder("old");
    next = folder("next");
    Path changed = next.resolve("read-audit.cedar");
    Files.writeString(
        changed, Files.readString(changed).replace("wrong-operator-role", "auditors-only"));
    assertThat(policy("manifest", next.toString())).isZero();
  }

  private Path folder(String name) throws IOException {
    Path folder = Files.createDirectories(home.resolve(name));
    for (String file : new String[] {"schema.cedarschema", "read-audit.cedar", "discover.cedar"}) {
      Files.copy(DEFAULTS.resolve(file), folder.resolve(file));
    }
    assertThat(policy("manifest", folder.toString(), "--version", "5")).isZero();
    return folder;
  }

  private int policy(String... arguments) {
    out = new StringWriter();
    CommandLine line = Bailiwick.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    return line.execute(
        Stream.concat(Stream.of("policy"), Stream.of(arguments)).toArray(String[]::new));
  }

  @Test
  void theManifestHasTheNextVersionAndStaysIfTheFolderIsRefused() throws IOException {
    assertThat(policy("manifest", old.toString())).isZero();
    assertThat(out.toString()).contains("policies of version 6-");
    String before = Files.readString(old.resolve("manifest.json"));
    Files.writeString(old.resolve("discover.cedar"), "permit (principal, action, resource);");
    assertThat(policy("manifest", old.toString())).isOne();
    assertThat(out.toString()).contains("refused: discover.cedar");
    assertThat(old.resolve("manifest.json")).hasContent(before);
  }

  @Test
  void testsFailWithTheDecidingPolicies() throws IOException {
    assertThat(policy("test", old.toString())).isOne();
    assertThat(out.toString()).contains("has no test");
    Files.createDirectories(old.resolve("tests"));
    Files.writeString(
        old.resolve("tests/audit.json"),
        """
        {"tests": [
          {"name": "officers", "outcome": "permit", "reasons": [], "question": %s},
          {"name": "denied", "outcome": "deny", "reasons": ["wrong-operator-role"], "question": %s}]}
        """
            .formatted(QUESTION, QUESTION));
    assertThat(policy("test", "--verbose", old.toString())).isOne();
    assertThat(out.toString())
        .contains("FAILED audit.json: officers")
        .contains("outcome: expected permit, but found deny")
        .contains("decided by read-audit-needs-auditor")
        .contains("passed audit.json: denied")
        .contains("2 tests, 1 failed");
  }

  @Test
  void comparesFoldersAndBundles() throws IOException {
    assertThat(policy("diff", "--questions", "50", old.toString(), old.toString())).isZero();
    assertThat(policy("diff", "--questions", "50", old.toString(), next.toString())).isEqualTo(3);
    assertThat(out.toString())
        .contains("changed read-audit read-audit-needs-auditor")
        .contains("read-audit: other reasons: ");
    String folders = out.toString();
    Path bundle = bundle(next);
    assertThat(policy("diff", "--questions", "50", old.toString(), bundle.toString())).isEqualTo(3);
    assertThat(withoutVersion(out.toString())).isEqualTo(withoutVersion(folders));
    assertThat(policy("diff", "--questions", "0", old.toString(), next.toString())).isEqualTo(2);
    Files.writeString(bundle, "{}");
    assertThat(policy("diff", old.toString(), bundle.toString())).isOne();
    assertThat(out.toString()).contains("neither a policy folder nor the file of a bundle");
  }

  private static String withoutVersion(String printed) {
    return printed.lines().skip(1).collect(Collectors.joining("\n"));
  }

  private Path bundle(Path folder) throws IOException {
    jakarta.json.JsonObjectBuilder files = jakarta.json.Json.createObjectBuilder();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(each -> each.toString().contains(".cedar")).toList()) {
        files.add(file.getFileName().toString(), Files.readString(file));
      }
    }
    String payload =
        jakarta.json.Json.createObjectBuilder()
            .add("number", 6)
            .add("files", files)
            .build()
            .toString();
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(payload.getBytes(StandardCharsets.UTF_8));
    return Files.writeString(
        home.resolve("bundle.json"), "{\"payload\":\"%s\",\"signatures\":[]}".formatted(encoded));
  }

  @Test
  void decidesAgainWhatAFileHasRecorded() throws IOException {
    Path rows = home.resolve("audit.jsonl");
    Files.writeString(
        rows,
        """
        {"head":"eyJ"}
        {"seq":1,"event":"node.started","outcome":"GRANTED","details":"{}"}
        {"seq":2,"event":"read-audit.decided","outcome":"DENIED","subject":"o","resource":"audit","details":"{\\"subject\\":\\"{\\\\\\"role\\\\\\":\\\\\\"officer\\\\\\"}\\",\\"resource\\":\\"{\\\\\\"name\\\\\\":\\\\\\"audit\\\\\\"}\\",\\"context\\":\\"{}\\",\\"reasons\\":\\"wrong-operator-role\\",\\"policy_version\\":\\"5-a\\",\\"subject_type\\":\\"Operator\\",\\"resource_type\\":\\"Service\\"}"}
        {"seq":3,"event":"fly.decided","outcome":"DENIED","details":"{\\"policy_version\\":\\"5-a\\"}"}
        """);
    assertThat(policy("shadow", old.toString(), "--from-file", rows.toString())).isZero();
    assertThat(out.toString())
        .contains("3 rows, 2 recorded decisions")
        .contains("0 of them change, and 1 could not be decided again")
        .contains("not decided again: fly: the action is not in the schema: 1");
    assertThat(policy("shadow", next.toString(), "--from-file", rows.toString())).isEqualTo(3);
    assertThat(out.toString())
        .contains("read-audit: other reasons: 1")
        .contains("before: deny wrong-operator-role")
        .contains("after:  deny auditors-only");
  }

  @Test
  void explainsAQuestion() throws IOException {
    Path question = Files.writeString(home.resolve("q.json"), QUESTION);
    assertThat(policy("explain", old.toString(), "--question", question.toString())).isZero();
    assertThat(out.toString())
        .contains("deny: wrong-operator-role, by version 5-")
        .contains("decided: forbid read-audit-needs-auditor")
        .contains("one part is missing: permit read-audit-by-auditor")
        .contains("false: (principal.role) == \"auditor\"; principal.role = \"officer\"");
    Files.writeString(question, QUESTION.replace("\"resource\"", "\"resourc\""));
    assertThat(policy("explain", old.toString(), "--question", question.toString())).isOne();
    assertThat(out.toString()).contains("refused: a question has the unknown member \"resourc\"");
    assertThat(policy("explain", old.toString())).isEqualTo(2);
  }

  @Test
  void namesAPolicyThatNeverDecides() throws IOException {
    Files.writeString(
        next.resolve("discover.cedar"),
        Files.readString(next.resolve("discover.cedar"))
            + """
            @id("dead") @reason("dead")
            forbid (principal is Bailiwick::Agent, action == Bailiwick::Action::"discover", resource)
            when { principal has owner && principal.owner == "a" && principal.owner == "b" };
            """);
    assertThat(policy("manifest", next.toString())).isZero();
    assertThat(policy("check", next.toString())).isZero();
    assertThat(out.toString()).contains("never decides: discover dead");
    assertThat(policy("check", "--strict", next.toString())).isOne();
    assertThat(policy("check", "--strict", old.toString())).isZero();
  }

  @Test
  void printsTheWorldForOtherEvaluators() {
    assertThat(policy("world", "--questions", "10", "--faulty", old.toString())).isZero();
    assertThat(out.toString().lines())
        .hasSizeGreaterThan(20)
        .allMatch(line -> line.startsWith("{\"principal\":") && line.contains("\"decided\":"));
  }

  /** Names in a file could hold what a terminal obeys. */
  @Test
  void printsNoTextThatSteersATerminal() throws IOException {
    Path question =
        Files.writeString(
            home.resolve("q.json"), QUESTION.replace("officer", "\\u001b[2J\\u202eofficer"));
    assertThat(policy("explain", old.toString(), "--question", question.toString())).isZero();
    assertThat(out.toString()).doesNotContain("\u001b", "\u202e").contains("\\u202Eofficer");
  }
}
