package org.bailiwick.demo;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Reads members of an order's input; a problem names a missing or malformed member. */
final class Input {
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,8})?");

  private Input() {}

  static String text(JsonValue value, String name) {
    if (value instanceof JsonObject object && object.get(name) instanceof JsonString text) {
      return text.getString();
    }
    throw wrong("input-" + name, "The input has no text \"" + name + "\"");
  }

  static JsonObject object(JsonValue value, String name) {
    if (value instanceof JsonObject object && object.get(name) instanceof JsonObject member) {
      return member;
    }
    throw wrong("input-" + name, "The input has no object \"" + name + "\"");
  }

  /** Checks that the text has the form of an ISO 4217 code. */
  static String currency(String text, String where) {
    if (!CURRENCY.matcher(text).matches()) {
      throw wrong("currency", where + ": the currency is not three capital letters");
    }
    return text;
  }

  /** Reads a decimal number of at most {@code scale} decimal places; the result has this scale. */
  static BigDecimal decimal(String text, int scale, String where) {
    if (!DECIMAL.matcher(text).matches()) {
      throw wrong("decimal", where + ": not a plain decimal number");
    }
    BigDecimal value = new BigDecimal(text);
    if (value.stripTrailingZeros().scale() > scale) {
      throw wrong("decimal", where + ": more than " + scale + " decimal places");
    }
    return value.setScale(scale);
  }

  static ProblemException wrong(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
