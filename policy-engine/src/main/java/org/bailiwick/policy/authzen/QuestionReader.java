package org.bailiwick.policy.authzen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads questions (sections 6.1, 7.1 and 8); members that the specification lacks are ignored. */
public final class QuestionReader {

  /** The most questions of a batch. */
  public static final int MOST_EVALUATIONS = 100;

  /** The most results of a page, and the number of a page without {@code limit}. */
  public static final int MOST_RESULTS = 1000;

  private static final int USUAL_RESULTS = 100;
  private static final List<String> PARTS = List.of("subject", "action", "resource", "context");

  private QuestionReader() {}

  /** One question. */
  public static Evaluation evaluation(byte[] body) throws BadQuestionException {
    return evaluation(new Members("", Json.object(body)));
  }

  private static Evaluation evaluation(Members question) throws BadQuestionException {
    return new Evaluation(
        question.entity("subject"),
        question.action(),
        question.entity("resource"),
        question.free("context"));
  }

  /** Questions at once; a message without a list of them is one question. */
  public static EvaluationBatch evaluations(byte[] body) throws BadQuestionException {
    Members message = new Members("", Json.object(body));
    EvaluationBatch.Semantic semantic = semantic(message);
    List<?> list = list(message);
    if (list.isEmpty()) {
      return new EvaluationBatch(
          List.of(new EvaluationBatch.Item.Asked(evaluation(message))), semantic, true);
    }
    for (String part : PARTS) {
      message.object(part); // a default of a wrong type is a fault of the whole message
    }
    List<EvaluationBatch.Item> items = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      items.add(item("evaluations[" + i + "]", list.get(i), message));
    }
    return new EvaluationBatch(items, semantic, false);
  }

  private static List<?> list(Members message) throws BadQuestionException {
    Object list =
        message.members().containsKey("evaluations")
            ? message.members().get("evaluations")
            : List.of();
    if (!(list instanceof List<?> evaluations)) {
      throw new BadQuestionException("evaluations is not an array.");
    }
    if (evaluations.size() > MOST_EVALUATIONS) {
      throw new BadQuestionException(
          "evaluations has more than " + MOST_EVALUATIONS + " questions.");
    }
    return evaluations;
  }

  private static EvaluationBatch.Semantic semantic(Members message) throws BadQuestionException {
    Optional<Members> options = message.object("options");
    if (options.isEmpty() || !options.get().members().containsKey("evaluations_semantic")) {
      return EvaluationBatch.Semantic.EXECUTE_ALL;
    }
    Object word = options.get().members().get("evaluations_semantic");
    return Stream.of(EvaluationBatch.Semantic.values())
        .filter(each -> each.text().equals(word))
        .findFirst()
        .orElseThrow(() -> new BadQuestionException("options.evaluations_semantic is not known."));
  }

  /** A member of an item replaces the whole member of the message (section 7.1.1). */
  private static EvaluationBatch.Item item(String place, Object item, Members message) {
    if (!(item instanceof Map<?, ?> own)) {
      return new EvaluationBatch.Item.Bad(place + " is not an object.");
    }
    Map<Object, Object> merged = new LinkedHashMap<>();
    for (String part : PARTS) {
      if (own.containsKey(part)) {
        merged.put(part, own.get(part));
      } else if (message.members().containsKey(part)) {
        merged.put(part, message.members().get(part));
      }
    }
    try {
      return new EvaluationBatch.Item.Asked(evaluation(new Members(place, merged)));
    } catch (BadQuestionException e) {
      return new EvaluationBatch.Item.Bad(e.getMessage());
    }
  }

  /** A search; what is looked for has a type only, and an id of it is ignored. */
  public static Search search(Search.Kind kind, byte[] body) throws BadQuestionException {
    Members message = new Members("", Json.object(body));
    Optional<Members> page = message.object("page");
    return new Search(
        kind,
        kind == Search.Kind.ACTION ? "" : message.required(kind.text()).name("type"),
        kind == Search.Kind.SUBJECT ? Optional.empty() : Optional.of(message.entity("subject")),
        kind == Search.Kind.ACTION ? Optional.empty() : Optional.of(message.action()),
        kind == Search.Kind.RESOURCE ? Optional.empty() : Optional.of(message.entity("resource")),
        message.free("context"),
        page.isEmpty() ? USUAL_RESULTS : limit(page.get()),
        page.isEmpty() ? Optional.empty() : token(page.get()));
  }

  private static int limit(Members page) throws BadQuestionException {
    if (!page.members().containsKey("limit")) {
      return USUAL_RESULTS;
    }
    if (page.members().get("limit") instanceof Integer limit
        && limit >= 1
        && limit <= MOST_RESULTS) {
      return limit;
    }
    throw new BadQuestionException("page.limit is not a whole number from 1 to " + MOST_RESULTS);
  }

  /** An empty token asks for the first page. */
  private static Optional<String> token(Members page) throws BadQuestionException {
    if (!page.members().containsKey("token") || "".equals(page.members().get("token"))) {
      return Optional.empty();
    }
    return Optional.of(page.name("token"));
  }
}
