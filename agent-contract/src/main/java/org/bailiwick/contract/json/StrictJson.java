package org.bailiwick.contract.json;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Reads JSON, and refuses texts that parsers read in different ways: duplicate member names (RFC
 * 8259 section 4), bytes that are not UTF-8, and text after the value. It also refuses nesting
 * deeper than 64 and numbers of more than 20 digits before or after the point or 3 in the exponent,
 * on which parsers fail or need minutes (RFC 7493 section 2.2). The caller limits the text's
 * length.
 *
 * <p>Refusals are MALFORMED_REQUEST with the check json-encoding, json-syntax,
 * json-duplicate-member, json-depth, json-number or json-object.
 */
public final class StrictJson {
  static final int MAX_DEPTH = 64;
  private static final Pattern PLAIN_NUMBER =
      Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?");

  /** The factories are constants, because each call of {@code Json} looks the provider up. */
  private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

  private static final JsonBuilderFactory BUILDERS = Json.createBuilderFactory(Map.of());

  private final JsonParser parser;
  private final int maxDepth;

  private StrictJson(JsonParser parser, int maxDepth) {
    this.parser = parser;
    this.maxDepth = maxDepth;
  }

  /** The JSON value of the bytes. */
  public static JsonValue value(byte[] utf8) {
    return value(text(utf8));
  }

  /** The JSON value of the text. */
  public static JsonValue value(String json) {
    return read(json, MAX_DEPTH);
  }

  /** The JSON object of the bytes. */
  public static JsonObject object(byte[] utf8) {
    return object(text(utf8));
  }

  /** The JSON object of the text. */
  public static JsonObject object(String json) {
    return object(json, MAX_DEPTH);
  }

  private static JsonObject object(String json, int maxDepth) {
    if (read(json, maxDepth) instanceof JsonObject object) {
      return object;
    }
    throw refusal("json-object", "The JSON is not an object.");
  }

  /**
   * The JSON value of the text as String, Boolean, Long, Double, null, or a List or Map of them in
   * the order of the text. Integers that do not fit into a long are refused.
   */
  public static Object plain(String json) {
    return toPlain(value(json));
  }

  /**
   * The members of the JSON object of the text, with values as in {@link #plain}.
   *
   * @param maxDepth greatest depth of objects and arrays, including this object
   */
  public static Map<String, Object> members(String json, int maxDepth) {
    return toPlain(object(json, maxDepth));
  }

  /** As {@link #members(String, int)}, with the greatest depth of this class. */
  public static Map<String, Object> members(String json) {
    return members(json, MAX_DEPTH);
  }

  /** The text of the bytes. Bytes that are not UTF-8 are refused with json-encoding. */
  public static String text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "json-encoding", "The JSON is not in UTF-8.", e);
    }
  }

  private static JsonValue read(String json, int maxDepth) {
    return read(json, parser -> new StrictJson(parser, maxDepth).readValue(parser.next(), 0));
  }

  /** Reads one value, to the end of the text. */
  static <T> T read(String json, Function<JsonParser, T> reading) {
    try (JsonParser parser = PARSERS.createParser(new StringReader(json))) {
      T value = reading.apply(parser);
      if (parser.hasNext()) {
        throw refusal("json-syntax", "There is text after the JSON.");
      }
      return value;
    } catch (JsonException | IllegalStateException | NoSuchElementException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST, "json-syntax", "The JSON is not well formed.", e);
    }
  }

  private JsonValue readValue(Event event, int depth) {
    return switch (event) {
      case START_OBJECT -> readObject(depth + 1);
      case START_ARRAY -> readArray(depth + 1);
      case VALUE_NUMBER -> readNumber();
      default -> parser.getValue();
    };
  }

  private JsonObject readObject(int depth) {
    requireDepth(depth);
    JsonObjectBuilder object = BUILDERS.createObjectBuilder();
    Set<String> names = new HashSet<>();
    while (parser.next() != Event.END_OBJECT) {
      String name = parser.getString();
      if (!names.add(name)) {
        throw repeatedMember();
      }
      object.add(name, readValue(parser.next(), depth));
    }
    return object.build();
  }

  private JsonArray readArray(int depth) {
    requireDepth(depth);
    JsonArrayBuilder array = BUILDERS.createArrayBuilder();
    for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
      array.add(readValue(event, depth));
    }
    return array.build();
  }

  private JsonValue readNumber() {
    requireShort(parser.getString());
    return parser.getValue();
  }

  /** Refuses a number if it is too long or too large. */
  static void requireShort(String number) {
    if (!PLAIN_NUMBER.matcher(number).matches()) {
      throw numberRefused();
    }
  }

  private void requireDepth(int depth) {
    requireDepth(depth, maxDepth);
  }

  static void requireDepth(int depth, int most) {
    if (depth > most) {
      throw refusal("json-depth", "The JSON is nested too deeply.");
    }
  }

  private static Object toPlain(JsonValue value) {
    return switch (value.getValueType()) {
      case OBJECT -> toPlain(value.asJsonObject());
      case ARRAY -> {
        List<Object> items = new ArrayList<>(); // an item may be null
        value.asJsonArray().forEach(item -> items.add(toPlain(item)));
        yield items;
      }
      case STRING -> ((JsonString) value).getString();
      case NUMBER -> toPlain((JsonNumber) value);
      case TRUE -> true;
      case FALSE -> false;
      case NULL -> null;
    };
  }

  private static Map<String, Object> toPlain(JsonObject object) {
    Map<String, Object> members = new LinkedHashMap<>(); // a member may be null
    object.forEach((name, member) -> members.put(name, toPlain(member)));
    return members;
  }

  private static Object toPlain(JsonNumber number) {
    if (!number.isIntegral()) {
      return number.doubleValue();
    }
    try {
      return number.longValueExact();
    } catch (ArithmeticException tooLarge) {
      throw numberRefused();
    }
  }

  static ProblemException repeatedMember() {
    return refusal("json-duplicate-member", "A JSON member appears twice.");
  }

  private static ProblemException numberRefused() {
    return refusal("json-number", "A JSON number is too long or too large.");
  }

  static ProblemException refusal(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
