package org.bailiwick.master.stepflow;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.workflow.StepFlow;
import org.bailiwick.master.workflow.StepFlow.Condition;
import org.bailiwick.master.workflow.StepFlow.Repetition;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.ValueSource;

/** Values of steps, from JSON texts of the job: inputs, conditions, and items. */
public final class StepValues {

  /** A longer value equals no text of a condition. */
  private static final int LONGEST_SCALAR = 2000;

  private StepValues() {}

  /**
   * The input of a step as JSON text.
   *
   * @param base the part that was known when the job was accepted
   * @param results of the steps that the step needs
   * @param item of the instance of a repeated step, which is the whole input unless the step says
   *     where its members come from
   * @throws UnsuitableValue if a value is not there
   */
  public static String input(
      StepRequest step, String base, JobResults results, Optional<String> item) {
    if (step.flow().inputFrom().isEmpty()) {
      return item.orElse(base);
    }
    if (step.flow().inputFrom().get().isEmpty()) {
      return base;
    }
    ValueSource whole = step.flow().inputFrom().get().get(StepFlow.WHOLE_INPUT);
    if (whole != null) {
      return value(step, whole, results, item);
    }
    Map<String, String> members = new LinkedHashMap<>(members(step, base));
    step.flow()
        .inputFrom()
        .get()
        .forEach((name, source) -> members.put(name, value(step, source, results, item)));
    return JsonTexts.object(members);
  }

  private static Map<String, String> members(StepRequest step, String base) {
    if (!base.startsWith("{")) {
      throw new UnsuitableValue("input-no-object: " + step.id());
    }
    return JsonTexts.members(base, Integer.MAX_VALUE);
  }

  private static String value(
      StepRequest step, ValueSource source, JobResults results, Optional<String> item) {
    Optional<String> value =
        switch (source) {
          case ValueSource.OfStep of -> results.find(of.step(), of.pointer());
          case ValueSource.OfItem of -> item.flatMap(of.pointer()::find);
          case ValueSource.OfInput of -> Optional.empty(); // a checked plan has none
        };
    return value.orElseThrow(() -> new UnsuitableValue("input-missing: " + step.id()));
  }

  /** Whether the condition holds for the result of its step; a value that is absent equals none. */
  public static boolean holds(Condition condition, JobResults results) {
    return results
        .findShort(condition.step(), condition.pointer(), LONGEST_SCALAR)
        .filter(found -> found.length() <= LONGEST_SCALAR)
        .map(StrictJson::value)
        .filter(found -> isEqual(found, condition.equal()))
        .isPresent();
  }

  private static boolean isEqual(JsonValue found, Optional<Object> expected) {
    return switch (found) {
      case JsonString text -> expected.filter(text.getString()::equals).isPresent();
      case JsonNumber number ->
          expected
              .filter(Long.class::isInstance)
              .filter(whole -> isEqual(number, (Long) whole))
              .isPresent();
      default ->
          switch (found.getValueType()) {
            case TRUE -> expected.filter(Boolean.TRUE::equals).isPresent();
            case FALSE -> expected.filter(Boolean.FALSE::equals).isPresent();
            case NULL -> expected.isEmpty();
            case ARRAY, OBJECT, STRING, NUMBER -> false;
          };
    };
  }

  /** 1 and 1.0 are the same number in JSON. */
  private static boolean isEqual(JsonNumber number, Long whole) {
    return number.bigDecimalValue().compareTo(BigDecimal.valueOf(whole)) == 0;
  }

  /**
   * The items of a repetition as JSON texts.
   *
   * @throws UnsuitableValue if they are not an array, or too many
   */
  public static List<String> items(Repetition repetition, JobResults results) {
    String array =
        results
            .find(repetition.step(), repetition.pointer())
            .filter(found -> found.startsWith("["))
            .orElseThrow(() -> new UnsuitableValue("for-each-no-array: " + repetition.step()));
    List<String> items = JsonTexts.elements(array, Integer.MAX_VALUE);
    if (items.size() > repetition.max()) {
      throw new UnsuitableValue(
          "for-each-too-many: " + items.size() + " of at most " + repetition.max());
    }
    return items;
  }
}
