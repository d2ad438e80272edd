package org.bailiwick.policy.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bailiwick.policy.PolicyRefusedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of policies as files beside them. */
class PolicyTestsTest {
  private static final String ENTITIES =
      """
      "entities": {
        "auditor": {"type": "Operator", "id": "auditor-1", "attributes": {"role": "auditor"}},
        "log": {"type": "Service", "id": "audit", "attributes": {"name": "audit"}}
      }
      """;

  @TempDir private Path home;
  private ReviewFolder folder;

  @BeforeEach
  void copy() throws IOException {
    folder = ReviewFolder.copy(home, "read-audit");
  }

  private List<PolicyTests.Result> run(String tests) throws IOException {
    folder.write("tests/audit.json", "{" + ENTITIES + ", \"tests\": [" + tests + "]}");
    return PolicyTests.run(home, folder.read());
  }

  private static String test(String name, String more) {
    return """
        {"name": "%s", %s,
         "question": {"action": "read-audit", "subject": "auditor", "resource": "log"}}
        """
        .formatted(name, more);
  }

  @Test
  void comparesOutcomeReasonsObligationsAndPolicies() throws IOException {
    folder.replace(
        "read-audit.cedar",
        "@reason(\"auditor-may-read\")",
        "@reason(\"auditor-may-read\")\n@obligation(\"alert\")");
    String right = "\"outcome\": \"permit\", \"reasons\": [\"auditor-may-read\"]";
    List<PolicyTests.Result> results =
        run(
            String.join(
                ",",
                test("right", right + ", \"obligations\": [\"alert\"]"),
                test("no obligation expected", right),
                test("other reason", "\"outcome\": \"deny\", \"reasons\": [\"not-an-operator\"]"),
                test(
                    "other policy",
                    right + ", \"obligations\": [\"alert\"], \"policies\": [\"other\"]")));
    assertThat(results)
        .extracting(PolicyTests.Result::wrong)
        .containsExactly(
            List.of(),
            List.of("obligations: expected none, but found alert"),
            List.of(
                "outcome: expected deny, but found permit",
                "reasons: expected not-an-operator, but found auditor-may-read",
                "obligations: expected none, but found alert"),
            List.of("policies: expected other, but found read-audit-by-auditor"));
    assertThat(results.getFirst().passed()).isTrue();
    assertThat(results)
        .allSatisfy(
            result -> assertThat(result.decided()).containsExactly("read-audit-by-auditor"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "outcom": "permit", "reasons": []                                | unknown member "outcom"
          "outcome": "permit"                                              | does not say its reasons
          "outcome": "maybe", "reasons": []                                | neither permit nor deny
          "outcome": "deny", "reasons": "not-an-operator"                  | is not an array
          "outcome": "deny", "reasons": [1]                                | more than texts
          "outcome": "deny", "reasons": [], "reasons": []                  | not JSON
          """)
  void refusesATestThatDoesNotSayWhatItExpects(String members, String why) {
    assertThatThrownBy(() -> run(test("one", members)))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining("tests/audit.json")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"action": "read-audits", "subject": "auditor", "resource": "log"}             | no node asks
          {"action": "read-audit", "subject": "nobody", "resource": "log"}               | no entity has the name
          {"action": "read-audit", "subject": "auditor", "resource": "log", "when": 1}   | unknown member "when"
          {"action": "read-audit", "subject": {"type": "Operator"}, "resource": "log"}   | no text "id"
          {"action": "read-audit", "subject": "auditor", "resource": "log", "context": {"a": 1.5}} | whole number
          {"action": "read-audit", "subject": "auditor", "resource": "log", "context": {"a": null}} | has no value
          {"action": "read-audit", "subject": {"type": "Operator", "id": "o", "in": "x"}, "resource": "log"} | not an array
          {"action": "read-audit", "subject": {"type": "Operator", "id": "o", "in": ["loop"]}, "resource": "log"} | without an end
          """)
  void refusesAQuestionThatNoNodeCouldAsk(String question, String why) throws IOException {
    folder.write(
        "tests/t.json",
        """
        {"entities": {"loop": {"type": "Group", "id": "g", "in": ["loop"]},
                      "auditor": {"type": "Operator", "id": "a"}, "log": {"type": "Service", "id": "l"}},
         "tests": [{"name": "n", "outcome": "deny", "reasons": [], "question": %s}]}
        """
            .formatted(question));
    ReviewedPolicies policies = folder.read();
    assertThatThrownBy(() -> PolicyTests.run(home, policies))
        .isInstanceOf(PolicyRefusedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aFolderWithoutTestsIsRefusedSoThatNothingPassesByAccident() throws IOException {
    ReviewedPolicies policies = folder.read();
    assertThatThrownBy(() -> PolicyTests.run(home, policies))
        .hasMessageContaining("has no test in tests/*.json");
    folder.write("tests/empty.json", "{\"tests\": []}");
    assertThatThrownBy(() -> PolicyTests.run(home, policies))
        .hasMessageContaining("has no test in tests/*.json");
    folder.write("tests/empty.json", "{\"tests\": {}}");
    assertThatThrownBy(() -> PolicyTests.run(home, policies)).hasMessageContaining("no array");
    folder.write("tests/empty.json", "[".repeat(5000));
    assertThatThrownBy(() -> PolicyTests.run(home, policies)).hasMessageContaining("not JSON");
  }

  @Test
  void twoTestsOfOneNameAreRefused() {
    String twice = test("same", "\"outcome\": \"deny\", \"reasons\": []");
    assertThatThrownBy(() -> run(twice + "," + twice)).hasMessageContaining("two tests have");
  }
}
