package org.bailiwick.node.json;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.TreeSet;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The canonical form of JSON (RFC 8785), of which there is one for each value, so that a digest of
 * it names the value. Numbers are those of IEEE 754; a number that a double cannot hold as it is
 * written is refused, because two such numbers would have one form.
 */
public final class CanonicalJson {

  /** The check of a number that the canonical form cannot tell from another one. */
  public static final String INEXACT = "json-number-inexact";

  /** The least exponent of ten, plus one, with which a number is written out. */
  private static final int LEAST_PLAIN = -5;

  /** The greatest number of digits before the point of a number that is written out. */
  private static final int MOST_PLAIN = 21;

  private CanonicalJson() {}

  /**
   * The canonical form of a JSON text.
   *
   * @throws ProblemException malformed-request if the text is no JSON, or with check {@link
   *     #INEXACT}
   */
  public static String of(String json) {
    return of(StrictJson.value(json));
  }

  /**
   * The canonical form of a value that was read.
   *
   * @throws ProblemException malformed-request with check {@link #INEXACT}
   */
  public static String of(JsonValue value) {
    StringBuilder out = new StringBuilder();
    value(out, value);
    return out.toString();
  }

  private static void value(StringBuilder out, JsonValue value) {
    switch (value) {
      case JsonObject object -> object(out, object);
      case JsonArray array -> array(out, array);
      case JsonString text -> JsonText.string(out, text.getString());
      case JsonNumber number -> number(out, number.bigDecimalValue());
      default -> out.append(value); // true, false and null
    }
  }

  /** Members are in the order of the UTF-16 code units of their names, which is that of Java. */
  private static void object(StringBuilder out, JsonObject object) {
    out.append('{');
    String separator = "";
    for (String name : new TreeSet<>(object.keySet())) {
      out.append(separator);
      JsonText.string(out, name);
      out.append(':');
      value(out, object.get(name));
      separator = ",";
    }
    out.append('}');
  }

  private static void array(StringBuilder out, JsonArray array) {
    out.append('[');
    String separator = "";
    for (JsonValue item : array) {
      out.append(separator);
      value(out, item);
      separator = ",";
    }
    out.append(']');
  }

  /** The shortest form of the double (ECMA-262 section 6.1.6.1.20, Number::toString). */
  private static void number(StringBuilder out, BigDecimal written) {
    double held = written.doubleValue();
    // Below the normal numbers Java writes two digits where one is enough.
    boolean isNormal = held == 0 || Math.abs(held) >= Double.MIN_NORMAL;
    if (Double.isInfinite(held)
        || !isNormal
        || new BigDecimal(Double.toString(held)).compareTo(written) != 0) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          INEXACT,
          "A number has more digits than IEEE 754 double precision holds.");
    }
    if (held == 0) {
      out.append('0');
      return;
    }
    BigDecimal shortest = written.abs().stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale(); // digits before the decimal point
    out.append(written.signum() < 0 ? "-" : "");
    if (point >= LEAST_PLAIN && point <= MOST_PLAIN) {
      out.append(shortest.toPlainString());
      return;
    }
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append(point > 0 ? "e+" : "e").append(point - 1);
  }
}
