package org.bailiwick.policy.authzen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.policy.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the forms of messages and the semantics of batches. */
class QuestionReaderTest {
  private static final String ENDS =
      "\"action\": {\"name\": \"read\"}, \"resource\": {\"type\": \"record\", \"id\": \"1\"}";
  private static final String SUBJECT = "\"subject\": {\"type\": \"user\", \"id\": \"alice\"}, ";

  /** Permits alice alone, and remembers of whom it was asked. */
  private final List<String> asked = new ArrayList<>();

  private final Evaluator onlyAlice =
      question -> {
        asked.add(question.subject().id());
        return new EvaluationAnswer(
            question.subject().id().equals("alice"), Map.of(), Optional.empty());
      };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "[{\"subject\": {}}]",
        "null",
        "\"text\"",
        "{",
        "{} {}",
        "{\"subject\": \"alice\", " + ENDS + "}",
        "{\"subject\": {\"type\": \"user\"}, " + ENDS + "}",
        "{\"subject\": {\"type\": \"user\", \"id\": 1}, " + ENDS + "}",
        "{\"subject\": {\"type\": \"user\", \"id\": \"\"}, " + ENDS + "}",
        "{\"subject\": {\"type\": \"user\", \"id\": \"a\", \"properties\": []}, " + ENDS + "}",
        "{\"subject\": null, " + ENDS + "}",
        "{" + ENDS + "}",
        "{"
            + SUBJECT
            + "\"action\": {\"name\": 1}, \"resource\": {\"type\": \"r\", \"id\": \"1\"}}",
        "{" + SUBJECT + ENDS + ", \"context\": \"now\"}",
        "{" + SUBJECT + SUBJECT + ENDS + "}",
      })
  void refusesWhatIsNoQuestion(String body) {
    assertThatThrownBy(() -> QuestionReader.evaluation(utf8(body)))
        .isInstanceOf(BadQuestionException.class);
  }

  @Test
  void refusesWhatIsTooDeepOrTooLong() {
    String deep = "[".repeat(40) + "]".repeat(40);
    assertThatThrownBy(
            () ->
                QuestionReader.evaluation(
                    utf8("{" + SUBJECT + ENDS + ", \"context\": {\"x\": " + deep + "}}")))
        .isInstanceOf(BadQuestionException.class);
    assertThatThrownBy(
            () ->
                QuestionReader.evaluation(
                    utf8(
                        "{\"subject\": {\"type\": \"user\", \"id\": \""
                            + "a".repeat(1025)
                            + "\"}, "
                            + ENDS
                            + "}")))
        .isInstanceOf(BadQuestionException.class);
  }

  /** Threat 67: each of a hundred questions would have a copy of the context of all. */
  @Test
  void refusesManySmallValues() throws Exception {
    StringBuilder context = new StringBuilder("{\"x\":1");
    for (int i = 0; i < 7_000; i++) {
      context.append(",\"").append(i).append("\":{}");
    }
    String body =
        "{" + SUBJECT + ENDS + ", \"evaluations\": [{},{}], \"context\": " + context + "}}";
    assertThatThrownBy(() -> QuestionReader.evaluations(utf8(body)))
        .isInstanceOf(BadQuestionException.class)
        .hasMessageContaining("tokens");
  }

  @Test
  void theMessageGivesDefaultsThatAnItemReplacesWhole() throws Exception {
    EvaluationBatch batch =
        QuestionReader.evaluations(
            utf8(
                "{"
                    + SUBJECT.replace("}", ", \"properties\": {\"role\": \"admin\"}}")
                    + ENDS
                    + ", \"context\": {\"a\": 1}, \"evaluations\": [{},"
                    + "{\"subject\": {\"type\": \"user\", \"id\": \"bob\"}, \"context\": {}}]}"));
    assertThat(batch.single()).isFalse();
    Evaluation first = question(batch, 0);
    Evaluation second = question(batch, 1);
    assertThat(first.subject().properties()).containsEntry("role", "admin");
    assertThat(first.context()).containsEntry("a", 1);
    assertThat(second.subject().id()).isEqualTo("bob");
    assertThat(second.subject().properties()).isEmpty();
    assertThat(second.context()).isEmpty();
    assertThat(second.action().name()).isEqualTo("read");
  }

  @Test
  void aMessageWithoutListIsOneQuestion() throws Exception {
    for (String list : List.of("", ", \"evaluations\": []")) {
      EvaluationBatch batch = QuestionReader.evaluations(utf8("{" + SUBJECT + ENDS + list + "}"));
      assertThat(batch.single()).isTrue();
      assertThat(AnswerWriter.evaluations(batch, batch.answers(onlyAlice)))
          .isEqualTo("{\"decision\":true}");
    }
  }

  /** Threat 64: one bad item denies itself and nothing else. */
  @Test
  void aBadItemIsDeniedByItself() throws Exception {
    EvaluationBatch batch =
        QuestionReader.evaluations(
            utf8(
                "{"
                    + SUBJECT
                    + ENDS
                    + ", \"evaluations\": [{}, {\"subject\": \"alice\"}, 7, null, {\"action\": {}},"
                    + " {}]}"));
    List<EvaluationAnswer> answers = batch.answers(onlyAlice);
    assertThat(answers)
        .extracting(EvaluationAnswer::decision)
        .containsExactly(true, false, false, false, false, true);
    assertThat(AnswerWriter.evaluations(batch, answers))
        .startsWith(
            "{\"evaluations\":[{\"decision\":true},{\"decision\":false,\"context\":{\"error\":")
        .contains("evaluations[1].subject is not an object.");
  }

  @Test
  void semanticsEndABatch() throws Exception {
    assertThat(decisions("execute_all")).containsExactly(true, false, true);
    assertThat(decisions("deny_on_first_deny")).containsExactly(true, false);
    assertThat(decisions("permit_on_first_permit")).containsExactly(true);
    assertThat(asked).containsExactly("alice", "bob", "alice", "alice", "bob", "alice");
  }

  /** Threat 64: unknown words and 100,000 items are refused before anything is decided. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"evaluations\": {}",
        "\"evaluations\": [{}], \"options\": {\"evaluations_semantic\": \"allow_all\"}",
        "\"evaluations\": [{}], \"options\": {\"evaluations_semantic\": 1}",
        "\"evaluations\": [{}], \"options\": []",
        "\"evaluations\": [{}], \"context\": 1",
        "\"evaluations\": [TOO_MANY]",
      })
  void refusesABatchAsAWhole(String part) {
    String many = part.replace("TOO_MANY", "{}" + ",{}".repeat(99_999));
    assertThatThrownBy(
            () -> QuestionReader.evaluations(utf8("{" + SUBJECT + ENDS + "," + many + "}")))
        .isInstanceOf(BadQuestionException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"limit\": 0}", "{\"limit\": -1}", "{\"limit\": 1001}", "{\"limit\": \"5\"}",
        "{\"limit\": 1.5}", "{\"limit\": null}", "{\"token\": 1}", "[]",
      })
  void refusesAPageThatCannotBe(String page) {
    assertThatThrownBy(
            () ->
                QuestionReader.search(
                    Search.Kind.SUBJECT,
                    utf8(
                        "{\"subject\": {\"type\": \"user\"}, "
                            + ENDS
                            + ", \"page\": "
                            + page
                            + "}")))
        .isInstanceOf(BadQuestionException.class);
  }

  @Test
  void theFingerprintOfASearchIsThatOfItsQuery() throws Exception {
    String one =
        "{\"subject\": {\"type\": \"user\"}, " + ENDS + ", \"context\": {\"a\":1,\"b\":2}}";
    String same = one.replace("\"a\":1,\"b\":2", "\"b\":2,\"a\":1");
    String other = one.replace("\"a\":1", "\"a\":2");
    assertThat(fingerprint(one)).isEqualTo(fingerprint(same)).isNotEqualTo(fingerprint(other));
  }

  @Test
  void aPermitWithAnObligationIsForAskersThatSupportIt() {
    Decision permit = new Decision.Permit(List.of("may"), List.of("p"), List.of("alert"), "1-abc");
    EvaluationAnswer unsupported = AnswerContext.answer(permit, Map.of());
    assertThat(unsupported.decision()).isFalse();
    assertThat(unsupported.context())
        .containsEntry("reasons", List.of(AnswerContext.OBLIGATION_NOT_SUPPORTED))
        .containsKey("would_pass");
    EvaluationAnswer supported =
        AnswerContext.answer(
            permit, Map.of("supported_obligations", java.util.Set.of("alert", "other")));
    assertThat(supported.decision()).isTrue();
    assertThat(supported.context())
        .containsEntry(
            "obligations",
            List.of(
                Map.of("id", "alert", "type", "custom", "properties", Map.of("name", "alert"))));
  }

  @Test
  void aDenialNamesTheSignInThatWouldPass() {
    Decision deny =
        new Decision.Deny(
            List.of("old-sign-in"),
            List.of("p"),
            Optional.of(new Decision.StepUp(List.of("gold"), Optional.of(300L))),
            "1-abc");
    assertThat(AnswerWriter.evaluation(AnswerContext.answer(deny, Map.of())))
        .contains(
            "\"would_pass\":[{\"remedy\":\"step-up\",\"acr_values\":[\"gold\"],\"max_age\":300}]");
  }

  private List<Boolean> decisions(String semantic) throws Exception {
    return QuestionReader.evaluations(
            utf8(
                "{"
                    + SUBJECT
                    + ENDS
                    + ", \"options\": {\"evaluations_semantic\": \""
                    + semantic
                    + "\"}, \"evaluations\": [{}, {\"subject\": {\"type\": \"user\", \"id\":"
                    + " \"bob\"}}, {}]}"))
        .answers(onlyAlice)
        .stream()
        .map(EvaluationAnswer::decision)
        .toList();
  }

  private static Evaluation question(EvaluationBatch batch, int index) {
    return ((EvaluationBatch.Item.Asked) batch.items().get(index)).question();
  }

  private static String fingerprint(String body) throws Exception {
    return QuestionReader.search(Search.Kind.SUBJECT, utf8(body)).fingerprint();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
