package org.bailiwick.policy.authzen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bailiwick.policy.RecordsFolder;
import org.bailiwick.policy.application.KnownEntities;
import org.bailiwick.policy.application.LoadedApplications;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The certification scenario of AuthZEN: alice, bob, record-1 and record-2. */
class AuthZenScenarioTest {

  @TempDir private Path home;
  private ApplicationEvaluator evaluator;

  @BeforeEach
  void load() {
    evaluator =
        new ApplicationEvaluator(
            new LoadedApplications(RecordsFolder.load(home)), "records", KnownEntities.none());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice | {} | read | {} | record-1 | {} | true",
        "alice | {} | write | {} | record-1 | {} | true",
        "bob | {} | read | {} | record-1 | {} | true",
        "bob | {} | write | {} | record-1 | {} | false",
        "alice | {} | write | {} | record-1 | {\"status\": \"archived\"} | false",
        "alice | {} | write | {} | record-2 | {} | false",
        "bob | {\"role\": \"admin\"} | write | {} | record-2 | {} | true",
        "alice | {} | delete | {\"soft\": true} | record-1 | {} | true",
        "alice | {} | delete | {\"soft\": false} | record-1 | {} | false",
        "alice | {} | delete | {} | record-1 | {} | false",
        "carol | {} | write | {} | record-1 | {} | false",
        "alice | {} | read | {} | record-9 | {} | true",
        "alice | {} | burn | {} | record-1 | {} | false",
      })
  void decides(String row) throws Exception {
    String[] asked = row.split(" \\| ", -1);
    String body =
        """
        {"subject": {"type": "user", "id": "%s", "properties": %s, "more": 1},
         "action": {"name": "%s", "properties": %s},
         "resource": {"type": "record", "id": "%s", "properties": %s},
         "context": {"time": "2026-11-25T10:00:00Z", "nested": {"list": [1, 2.5, null]}},
         "unknown": [true]}
        """
            .formatted((Object[]) Arrays.copyOf(asked, 6));
    boolean expected = Boolean.parseBoolean(asked[6]);
    EvaluationAnswer answer = evaluator.answer(QuestionReader.evaluation(utf8(body)));
    assertThat(answer.decision()).as(answer.toString()).isEqualTo(expected);
    assertThat(evaluator.answer(QuestionReader.evaluation(utf8(body)))).isEqualTo(answer);
  }

  /** A text that is no Unicode denies, and what the log gets of it can be stored. */
  @Test
  void halfOfASurrogatePairIsNobody() throws Exception {
    for (String id : List.of("\\ud800", "a\\u0000b", "\\u202e", "alice\\ud83d")) {
      Evaluation question =
          QuestionReader.evaluation(
              utf8(
                  """
                  {"subject": {"type": "user", "id": "%s"}, "action": {"name": "write"},
                   "resource": {"type": "record", "id": "record-1"}}
                  """
                      .formatted(id)));
      assertThat(evaluator.answer(question).decision()).isFalse();
      assertThat(AnswerWriter.document(Map.of("id", question.subject().id()))).matches("[ -~]*");
    }
  }

  @Test
  void aDenialTellsReasonAndRemedyButNoPolicy() throws Exception {
    EvaluationAnswer answer =
        evaluator.answer(
            QuestionReader.evaluation(
                utf8(
                    """
                    {"subject": {"type": "user", "id": "alice"}, "action": {"name": "write"},
                     "resource": {"type": "record", "id": "record-2"}}
                    """)));
    assertThat(AnswerWriter.evaluation(answer))
        .startsWith("{\"decision\":false,\"context\":{\"reasons\":[\"record-is-archived\"]")
        .contains("\"would_pass\":[{\"remedy\":\"ask-approval\"}]")
        .contains("\"policy_version\":\"1-")
        .doesNotContain("archived-for-admins-only");
  }

  @Test
  void searchesSubjectsResourcesAndActions() throws Exception {
    assertThat(
            ids(
                Search.Kind.SUBJECT,
                """
                {"subject": {"type": "user", "id": "ignored"}, "action": {"name": "write"},
                 "resource": {"type": "record", "id": "record-1"}}
                """))
        .containsExactly("alice");
    assertThat(
            ids(
                Search.Kind.RESOURCE,
                """
                {"subject": {"type": "user", "id": "alice"}, "action": {"name": "write"},
                 "resource": {"type": "record"}}
                """))
        .containsExactly("record-1");
    assertThat(
            ids(
                Search.Kind.RESOURCE,
                """
                {"subject": {"type": "user", "id": "bob", "properties": {"role": "admin"}},
                 "action": {"name": "write"}, "resource": {"type": "record"}}
                """))
        .containsExactly("record-1", "record-2");
    assertThat(
            ids(
                Search.Kind.ACTION,
                """
                {"subject": {"type": "user", "id": "alice"}, "action": {"name": 7},
                 "resource": {"type": "record", "id": "record-1"}}
                """))
        .containsExactly("read", "write");
  }

  /** Threat 64: a search shows no entity of the domain, and unknown types are empty results. */
  @Test
  void whatTheApplicationDoesNotListIsNotFound() throws Exception {
    for (String type : List.of("Agent", "Subject", "Operator", "planet")) {
      assertThat(
              ids(
                  Search.Kind.SUBJECT,
                  """
                  {"subject": {"type": "%s"}, "action": {"name": "read"},
                   "resource": {"type": "record", "id": "record-1"}}
                  """
                      .formatted(type)))
          .isEmpty();
    }
  }

  @Test
  void pagesContinueWhereTheLastEnded() throws Exception {
    Search search =
        QuestionReader.search(
            Search.Kind.SUBJECT,
            utf8(
                """
                {"subject": {"type": "user"}, "action": {"name": "read"},
                 "resource": {"type": "record", "id": "record-1"}, "page": {"limit": 1}}
                """));
    SearchPage first = evaluator.search(search, 0);
    assertThat(first.results()).extracting(each -> each.get("id")).containsExactly("alice");
    SearchPage second = evaluator.search(search, first.next().orElseThrow());
    assertThat(second.results()).extracting(each -> each.get("id")).containsExactly("bob");
    assertThat(second.next()).isEmpty();
    assertThat(AnswerWriter.search(second, ""))
        .startsWith("{\"page\":{\"next_token\":\"\",\"count\":1},\"results\":[");
  }

  private List<Object> ids(Search.Kind kind, String body) throws Exception {
    return evaluator.search(QuestionReader.search(kind, utf8(body)), 0).results().stream()
        .map(each -> each.getOrDefault("id", each.get("name")))
        .toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
