package org.bailiwick.broker.mcp;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.TreeMap;

/** The JSON Canonicalization Scheme (RFC 8785): one text for all that have the same meaning. */
final class CanonicalJson {
  private static final int MOST_INTEGER_DIGITS = 21;
  private static final int MOST_LEADING_ZEROS = 6;

  private final StringBuilder text = new StringBuilder();

  private CanonicalJson() {}

  /**
   * The canonical text.
   *
   * @throws IllegalArgumentException for a number that no double can hold
   */
  static String of(JsonValue value) {
    CanonicalJson canonical = new CanonicalJson();
    canonical.add(value);
    return canonical.text.toString();
  }

  private void add(JsonValue value) {
    switch (value) {
      case JsonObject object -> add(object);
      case JsonArray array -> add(array);
      case JsonString string -> add(string.getString());
      case JsonNumber number -> text.append(number(number.bigDecimalValue().doubleValue()));
      default -> text.append(value); // true, false, null
    }
  }

  /** Members in the order of their names' UTF-16 code units (section 3.2.3). */
  private void add(JsonObject object) {
    String separator = "{";
    for (var member : new TreeMap<>(object).entrySet()) {
      text.append(separator);
      add(member.getKey());
      text.append(':');
      add(member.getValue());
      separator = ",";
    }
    text.append(object.isEmpty() ? "{}" : "}");
  }

  private void add(JsonArray array) {
    String separator = "[";
    for (JsonValue each : array) {
      text.append(separator);
      add(each);
      separator = ",";
    }
    text.append(array.isEmpty() ? "[]" : "]");
  }

  private void add(String string) {
    text.append('"');
    string.chars().forEach(unit -> add((char) unit));
    text.append('"');
  }

  /** Section 3.2.2.2. */
  private void add(char unit) {
    switch (unit) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\b' -> text.append("\\b");
      case '\t' -> text.append("\\t");
      case '\n' -> text.append("\\n");
      case '\f' -> text.append("\\f");
      case '\r' -> text.append("\\r");
      default -> {
        if (unit < ' ') {
          text.append("\\u%04x".formatted((int) unit));
        } else {
          text.append(unit);
        }
      }
    }
  }

  /** A number as ECMAScript writes it (section 3.2.2.3; ECMA-262, Number::toString). */
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("a number is too large");
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale(); // the place of the decimal point in the digits
    return (value < 0 ? "-" : "") + decimal(digits, point);
  }

  /** Java gives two digits where one would do, as for the smallest double. */
  private static BigDecimal shortest(double value) {
    BigDecimal shown = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal one = shown.round(new MathContext(1, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    return one.doubleValue() == value ? one : shown;
  }

  private static String decimal(String digits, int point) {
    if (point > MOST_INTEGER_DIGITS || point <= -MOST_LEADING_ZEROS) {
      String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
      int exponent = point - 1;
      return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    if (digits.length() <= point) {
      return digits + "0".repeat(point - digits.length());
    }
    return digits.substring(0, point) + "." + digits.substring(point);
  }
}
