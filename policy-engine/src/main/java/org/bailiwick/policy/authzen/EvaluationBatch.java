package org.bailiwick.policy.authzen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Questions that are asked at once (section 7).
 *
 * @param single whether the message had no list of questions, so that it is answered as one
 */
public record EvaluationBatch(List<Item> items, Semantic semantic, boolean single) {

  /** A question of a batch. */
  public sealed interface Item {
    /** A question that can be answered. */
    record Asked(Evaluation question) implements Item {}

    /** A question of the wrong form, which is denied by itself. */
    record Bad(String fault) implements Item {}
  }

  /** When the answering of a batch ends (section 7.1.2.1). */
  public enum Semantic {
    EXECUTE_ALL("execute_all", Optional.empty()),
    DENY_ON_FIRST_DENY("deny_on_first_deny", Optional.of(false)),
    PERMIT_ON_FIRST_PERMIT("permit_on_first_permit", Optional.of(true));

    private final String text;
    private final Optional<Boolean> last;

    Semantic(String text, Optional<Boolean> last) {
      this.text = text;
      this.last = last;
    }

    /** The word for it in messages. */
    public String text() {
      return text;
    }
  }

  public EvaluationBatch {
    items = List.copyOf(items);
  }

  /** The answers in the order of the questions, up to the one that ends the batch. */
  public List<EvaluationAnswer> answers(Evaluator evaluator) {
    List<EvaluationAnswer> answers = new ArrayList<>();
    for (Item item : items) {
      EvaluationAnswer answer =
          switch (item) {
            case Item.Asked asked -> evaluator.answer(asked.question());
            case Item.Bad bad -> denied(bad);
          };
      answers.add(answer);
      if (semantic.last.filter(end -> end == answer.decision()).isPresent()) {
        break;
      }
    }
    return answers;
  }

  private static EvaluationAnswer denied(Item.Bad bad) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("status", 400);
    error.put("message", bad.fault());
    return new EvaluationAnswer(false, Map.of("error", error), Optional.empty());
  }
}
