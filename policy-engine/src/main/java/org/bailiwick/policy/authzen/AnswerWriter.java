package org.bailiwick.policy.authzen;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes answers (sections 6.2, 7.2 and 8). */
public final class AnswerWriter {

  private AnswerWriter() {}

  /** The answer to one question. */
  public static String evaluation(EvaluationAnswer answer) {
    return Json.text(members(answer));
  }

  /** The answers to a batch; to one that had no list of questions, the answer to the one. */
  public static String evaluations(EvaluationBatch batch, List<EvaluationAnswer> answers) {
    return batch.single()
        ? evaluation(answers.getFirst())
        : Json.text(Map.of("evaluations", answers.stream().map(AnswerWriter::members).toList()));
  }

  private static Map<String, Object> members(EvaluationAnswer answer) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("decision", answer.decision());
    if (!answer.context().isEmpty()) {
      members.put("context", answer.context());
    }
    return members;
  }

  /**
   * A page of results.
   *
   * @param nextToken for the next page; empty after the last one
   */
  public static String search(SearchPage found, String nextToken) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("next_token", nextToken);
    page.put("count", found.results().size());
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("page", page);
    members.put("results", found.results());
    return Json.text(members);
  }

  /** The body of a refused request: a JSON text (section 10.1.2). */
  public static String fault(String message) {
    return Json.text(message);
  }

  /** Any other document of this API. */
  public static String document(Map<String, Object> members) {
    return Json.text(members);
  }
}
