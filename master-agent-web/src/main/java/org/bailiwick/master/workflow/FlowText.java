package org.bailiwick.master.workflow;

import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;

/** The members of a step that say what a {@link StepFlow} holds, read and written as JSON. */
final class FlowText {

  static final String INPUT_FROM = "input_from";
  static final String WHEN = "when";
  static final String FOR_EACH = "for_each";
  static final String RIGHT = "right";

  private static final String STEP = "step";
  private static final String ITEM = "item";
  private static final String INPUT = "input";
  private static final String POINTER = "pointer";
  private static final String EQUALS = "equals";
  private static final String MAX = "max";
  private static final int MAX_MEMBERS = 50;
  private static final int MAX_NAME = 100;
  private static final int MAX_TEXT = 200;

  private FlowText() {}

  /** Reads the members; absent ones say nothing. The member {@code right} is read by itself. */
  static StepFlow read(Map<String, JsonValue> step) {
    return new StepFlow(
        Optional.ofNullable(step.get(INPUT_FROM)).map(FlowText::sources),
        Optional.ofNullable(step.get(WHEN)).map(FlowText::condition),
        Optional.ofNullable(step.get(FOR_EACH)).map(FlowText::repetition),
        Optional.empty());
  }

  /** Reads the members of a step of a stored plan. */
  static StepFlow ofPlan(JsonObject step) {
    StepFlow flow = read(step);
    return flow.withRight(Optional.ofNullable(step.getString(RIGHT, null)).map(Capability::parse));
  }

  private static SortedMap<String, ValueSource> sources(JsonValue value) {
    JsonObject object = object(value, INPUT_FROM);
    if (object.size() > MAX_MEMBERS) {
      throw malformed(INPUT_FROM + " has at most " + MAX_MEMBERS + " members.");
    }
    SortedMap<String, ValueSource> sources = new TreeMap<>();
    for (Map.Entry<String, JsonValue> member : object.entrySet()) {
      if (member.getKey().length() > MAX_NAME) {
        throw malformed("A name in " + INPUT_FROM + " has at most " + MAX_NAME + " characters.");
      }
      sources.put(member.getKey(), source(object(member.getValue(), INPUT_FROM)));
    }
    return sources;
  }

  private static ValueSource source(JsonObject source) {
    if (source.keySet().equals(Set.of(STEP, POINTER))) {
      return new ValueSource.OfStep(text(source, STEP), pointer(source, POINTER));
    }
    if (source.keySet().equals(Set.of(ITEM))) {
      return new ValueSource.OfItem(pointer(source, ITEM));
    }
    if (source.keySet().equals(Set.of(INPUT))) {
      return new ValueSource.OfInput(pointer(source, INPUT));
    }
    throw malformed("A source has step and pointer, or item, or input.");
  }

  private static StepFlow.Condition condition(JsonValue value) {
    JsonObject object = object(value, WHEN);
    if (!object.keySet().equals(Set.of(STEP, POINTER, EQUALS))) {
      throw malformed(WHEN + " has step, pointer and equals.");
    }
    return new StepFlow.Condition(
        text(object, STEP), pointer(object, POINTER), scalar(object.get(EQUALS)));
  }

  private static StepFlow.Repetition repetition(JsonValue value) {
    JsonObject object = object(value, FOR_EACH);
    if (!object.keySet().equals(Set.of(STEP, POINTER, MAX))
        || !(object.get(MAX) instanceof JsonNumber max)
        || !max.isIntegral()
        || max.bigIntegerValue().bitLength() > 31) {
      throw malformed(FOR_EACH + " has step, pointer and max, a whole number.");
    }
    return new StepFlow.Repetition(text(object, STEP), pointer(object, POINTER), max.intValue());
  }

  /** A value that can be compared without doubt: fractions have several spellings. */
  private static Optional<Object> scalar(JsonValue value) {
    return switch (value.getValueType()) {
      case TRUE -> Optional.of(true);
      case FALSE -> Optional.of(false);
      case NULL -> Optional.empty();
      case STRING -> Optional.of(shortText(((JsonString) value).getString()));
      case NUMBER -> Optional.of(whole((JsonNumber) value));
      case ARRAY, OBJECT -> throw malformed(EQUALS + " is a text, a truth value, null or whole.");
    };
  }

  private static Long whole(JsonNumber number) {
    if (!number.isIntegral() || number.bigIntegerValue().bitLength() > 53) {
      throw malformed(EQUALS + " must be a whole number of at most 53 bits.");
    }
    return number.longValue();
  }

  private static String shortText(String text) {
    if (text.length() > MAX_TEXT) {
      throw malformed(EQUALS + " has at most " + MAX_TEXT + " characters.");
    }
    return text;
  }

  private static JsonObject object(JsonValue value, String name) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw malformed(name + " must be an object.");
  }

  private static Pointer pointer(JsonObject object, String name) {
    return new Pointer(text(object, name));
  }

  private static String text(JsonObject object, String name) {
    if (object.get(name) instanceof JsonString text) {
      return text.getString();
    }
    throw malformed(name + " must be a text.");
  }

  /** Adds the members that the flow has, as values of {@code JsonText}. */
  static void add(StepFlow flow, Map<String, Object> members) {
    flow.inputFrom()
        .ifPresent(
            sources -> {
              Map<String, Object> written = new TreeMap<>();
              sources.forEach((name, source) -> written.put(name, written(source)));
              members.put(INPUT_FROM, written);
            });
    flow.when()
        .ifPresent(
            condition -> {
              Map<String, Object> written = place(condition.step(), condition.pointer());
              written.put(EQUALS, condition.equal().orElse(null));
              members.put(WHEN, written);
            });
    flow.forEach()
        .ifPresent(
            repetition -> {
              Map<String, Object> written = place(repetition.step(), repetition.pointer());
              written.put(MAX, repetition.max());
              members.put(FOR_EACH, written);
            });
    flow.right().ifPresent(right -> members.put(RIGHT, right.text()));
  }

  private static Map<String, Object> written(ValueSource source) {
    return switch (source) {
      case ValueSource.OfStep of -> place(of.step(), of.pointer());
      case ValueSource.OfItem of -> Map.of(ITEM, of.pointer().text());
      case ValueSource.OfInput of -> Map.of(INPUT, of.pointer().text());
    };
  }

  private static Map<String, Object> place(String step, Pointer pointer) {
    Map<String, Object> members = new TreeMap<>();
    members.put(STEP, step);
    members.put(POINTER, pointer.text());
    return members;
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(MALFORMED_REQUEST, "step-flow-form", detail);
  }
}
