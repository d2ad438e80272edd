package org.bailiwick.broker.database;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The types of parameters, and which JSON values have them. */
enum ParameterType {
  TEXT,
  INTEGER,
  NUMBER,
  BOOLEAN,
  UUID,
  TIMESTAMP,
  DATE,
  JSON;

  /** A JSON text for a parameter of the type json or jsonb. */
  record JsonText(String text) {}

  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger GREATEST = BigInteger.valueOf(Long.MAX_VALUE);

  /** The value of the file's member {@code type}. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<ParameterType> find(String text) {
    return Arrays.stream(values()).filter(type -> type.text().equals(text)).findFirst();
  }

  /** The value as the JDBC driver binds it, or empty if it is not of this type. */
  Optional<Object> value(JsonValue json) {
    return switch (this) {
      case TEXT -> string(json).map(Object.class::cast);
      case INTEGER -> integer(json);
      case NUMBER ->
          json instanceof JsonNumber number
              ? Optional.of(number.bigDecimalValue())
              : Optional.empty();
      case BOOLEAN -> truth(json);
      case UUID -> string(json).flatMap(ParameterType::uuid);
      case TIMESTAMP -> string(json).flatMap(ParameterType::timestamp);
      case DATE -> string(json).flatMap(ParameterType::date);
      case JSON ->
          json.toString().indexOf(0) < 0 && !json.toString().contains("\\u0000")
              ? Optional.of(new JsonText(json.toString()))
              : Optional.empty();
    };
  }

  /** PostgreSQL stores no NUL. */
  private static Optional<String> string(JsonValue json) {
    return json instanceof JsonString string && string.getString().indexOf(0) < 0
        ? Optional.of(string.getString())
        : Optional.empty();
  }

  private static Optional<Object> integer(JsonValue json) {
    if (json instanceof JsonNumber number && number.isIntegral()) {
      BigInteger value = number.bigIntegerValue();
      if (value.compareTo(LEAST) >= 0 && value.compareTo(GREATEST) <= 0) {
        return Optional.of(value.longValueExact());
      }
    }
    return Optional.empty();
  }

  private static Optional<Object> truth(JsonValue json) {
    return switch (json.getValueType()) {
      case TRUE -> Optional.of(true);
      case FALSE -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Object> uuid(String text) {
    try {
      java.util.UUID value = java.util.UUID.fromString(text);
      return value.toString().equalsIgnoreCase(text) ? Optional.of(value) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> timestamp(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Object> date(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
