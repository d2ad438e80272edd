package org.bailiwick.contract.json;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Reads JSON as text, without an object for each value, because objects of small values need thirty
 * times the memory of their text. It refuses what {@link StrictJson} refuses and, with the check
 * json-values, more values than the caller allows. Texts that it gives have no white space between
 * values and equal the text of the value that {@link StrictJson} reads.
 */
public final class JsonTexts {
  private static final JsonGeneratorFactory GENERATORS = Json.createGeneratorFactory(Map.of());

  private final JsonParser parser;
  private final int maxValues;
  private int values;

  private JsonTexts(JsonParser parser, int maxValues) {
    this.parser = parser;
    this.maxValues = maxValues;
  }

  /** The object with these members, whose values are JSON texts, in the order of the map. */
  public static String object(Map<String, String> members) {
    StringBuilder text = new StringBuilder("{");
    members.forEach(
        (name, value) ->
            text.append(text.length() == 1 ? "" : ",")
                .append(quoted(name))
                .append(':')
                .append(value));
    return text.append('}').toString();
  }

  /** Refuses the text if it is not strict JSON with at most this number of values. */
  public static void check(String json, int maxValues) {
    StrictJson.read(
        json,
        parser -> {
          new JsonTexts(parser, maxValues).write(parser.next(), 0, Writer.nullWriter());
          return true;
        });
  }

  /** The members of the JSON object of the text, as JSON texts in the order of the text. */
  public static Map<String, String> members(String json, int maxValues) {
    return StrictJson.read(json, parser -> new JsonTexts(parser, maxValues).members(parser.next()));
  }

  /** The elements of the JSON array of the text, as JSON texts. */
  public static List<String> elements(String json, int maxValues) {
    return StrictJson.read(
        json, parser -> new JsonTexts(parser, maxValues).elements(parser.next()));
  }

  /** A string as JSON text. */
  public static String quoted(String string) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = GENERATORS.createGenerator(text)) {
      out.write(string);
    }
    return text.toString();
  }

  private Map<String, String> members(Event event) {
    if (event != Event.START_OBJECT) {
      throw StrictJson.refusal("json-object", "The JSON is not an object.");
    }
    count();
    Map<String, String> members = new LinkedHashMap<>();
    while (parser.next() != Event.END_OBJECT) {
      String name = parser.getString();
      if (members.put(name, text(1)) != null) {
        throw StrictJson.repeatedMember();
      }
    }
    return members;
  }

  private List<String> elements(Event event) {
    if (event != Event.START_ARRAY) {
      throw StrictJson.refusal("json-array", "The JSON is not an array.");
    }
    count();
    List<String> elements = new ArrayList<>();
    for (Event next = parser.next(); next != Event.END_ARRAY; next = parser.next()) {
      StringWriter text = new StringWriter();
      write(next, 1, text);
      elements.add(text.toString());
    }
    return elements;
  }

  private String text(int depth) {
    StringWriter text = new StringWriter();
    write(parser.next(), depth, text);
    return text.toString();
  }

  private void write(Event event, int depth, Writer text) {
    try (JsonGenerator out = GENERATORS.createGenerator(text)) {
      value(event, depth, out);
    }
  }

  private void value(Event event, int depth, JsonGenerator out) {
    count();
    switch (event) {
      case START_OBJECT -> object(depth + 1, out);
      case START_ARRAY -> array(depth + 1, out);
      case VALUE_NUMBER -> {
        StrictJson.requireShort(parser.getString());
        JsonValue number = parser.getValue();
        StrictJson.requireShort(number.toString()); // the text that is given must be read again
        out.write(number);
      }
      default -> out.write(parser.getValue());
    }
  }

  private void object(int depth, JsonGenerator out) {
    StrictJson.requireDepth(depth, StrictJson.MAX_DEPTH);
    out.writeStartObject();
    Set<String> names = new HashSet<>();
    while (parser.next() != Event.END_OBJECT) {
      String name = parser.getString();
      if (!names.add(name)) {
        throw StrictJson.repeatedMember();
      }
      out.writeKey(name);
      value(parser.next(), depth, out);
    }
    out.writeEnd();
  }

  private void array(int depth, JsonGenerator out) {
    StrictJson.requireDepth(depth, StrictJson.MAX_DEPTH);
    out.writeStartArray();
    for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      value(event, depth, out);
    }
    out.writeEnd();
  }

  private void count() {
    values++;
    if (values > maxValues) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "json-values",
          "The JSON has more than " + maxValues + " values.");
    }
  }
}
