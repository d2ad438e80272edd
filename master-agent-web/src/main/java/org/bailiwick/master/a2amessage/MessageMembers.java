package org.bailiwick.master.a2amessage;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The members of an object of A2A, as JSON texts by name. As in ProtoJSON, a member that is null is
 * absent, and one that is not known is ignored (A2A 1.0 section 5.7).
 */
public record MessageMembers(Map<String, String> texts) {

  /** The greatest length of a member that is read as a JSON value. */
  private static final int VALUE_LENGTH = 65_536;

  /** The parameters of queries that are numbers or flags. */
  private static final Set<String> PLAIN = Set.of("pageSize", "historyLength", "includeArtifacts");

  private static final Pattern PLAIN_VALUE = Pattern.compile("0|[1-9][0-9]{0,9}|true|false");

  public MessageMembers {
    texts = Map.copyOf(texts);
  }

  /** The members of the object in this text, which the name describes in a refusal. */
  public static MessageMembers of(String name, String text) {
    if (!text.startsWith("{")) {
      throw refused(name, "an object");
    }
    return new MessageMembers(JsonTexts.members(text, Integer.MAX_VALUE));
  }

  /**
   * The parameters of a query as members (section 11.5). Which of them are numbers or flags is told
   * by their names, since a query has texts only.
   */
  public static MessageMembers ofQuery(Map<String, List<String>> parameters) {
    Map<String, String> texts = new HashMap<>();
    parameters.forEach(
        (name, values) -> {
          String value = values.getFirst();
          boolean isPlain = PLAIN.contains(name) && PLAIN_VALUE.matcher(value).matches();
          texts.put(name, isPlain ? value : JsonTexts.quoted(value));
        });
    return new MessageMembers(texts);
  }

  /** The characters of all members. */
  public long length() {
    return texts.values().stream().mapToLong(String::length).sum();
  }

  /** The text of a member. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name)).filter(text -> !text.equals("null"));
  }

  /** The members of a member that is an object; none if it is absent. */
  public MessageMembers object(String name) {
    return text(name).map(text -> of(name, text)).orElseGet(() -> new MessageMembers(Map.of()));
  }

  /** The elements of a member that is an array, as JSON texts; none if it is absent. */
  public List<String> elements(String name) {
    String text = text(name).orElse("[]");
    if (!text.startsWith("[")) {
      throw refused(name, "an array");
    }
    return JsonTexts.elements(text, Integer.MAX_VALUE);
  }

  /** A member that is a string; the empty string is absent, as in ProtoJSON. */
  public Optional<String> string(String name) {
    Optional<JsonValue> value = value(name);
    if (value.isPresent() && !(value.get() instanceof JsonString)) {
      throw refused(name, "a string");
    }
    return value.map(string -> ((JsonString) string).getString()).filter(text -> !text.isEmpty());
  }

  /** The strings of a member that is an array of them; none if it is absent. */
  public List<String> strings(String name) {
    List<String> strings = new ArrayList<>();
    for (String element : elements(name)) {
      strings.add(
          new MessageMembers(Map.of(name, element))
              .string(name)
              .orElseThrow(() -> refused(name, "texts")));
    }
    return strings;
  }

  /** A member that is true or false; false if it is absent. */
  public boolean flag(String name) {
    String text = text(name).orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      throw refused(name, "true or false");
    }
    return text.equals("true");
  }

  /** A member that is a whole number from zero to the greatest one. */
  public Optional<Integer> number(String name, int most) {
    Optional<JsonValue> value = value(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof JsonNumber number && number.isIntegral()) {
      double amount = number.doubleValue();
      if (amount >= 0 && amount <= most) {
        return Optional.of(number.intValue());
      }
    }
    throw refused(name, "a whole number from 0 to " + most);
  }

  private Optional<JsonValue> value(String name) {
    Optional<String> text = text(name);
    if (text.isPresent() && text.get().length() > VALUE_LENGTH) {
      throw refused(name, "shorter");
    }
    return text.map(StrictJson::value);
  }

  private static ProblemException refused(String name, String what) {
    return A2aError.INVALID_PARAMS.refusal("a2a-member", name + " must be " + what + ".");
  }
}
