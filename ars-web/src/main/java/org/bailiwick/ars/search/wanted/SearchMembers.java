package org.bailiwick.ars.search.wanted;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.DefinedMembers;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** Reads the members of a search's objects, and refuses what is not defined, by its name. */
final class SearchMembers {
  private final JsonObject object;
  private final String prefix;

  private SearchMembers(JsonObject object, String prefix) {
    this.object = object;
    this.prefix = prefix;
  }

  static SearchMembers ofBody(JsonObject body) {
    return new SearchMembers(body, "");
  }

  static SearchMembers of(JsonValue value, String where) {
    if (!(value instanceof JsonObject object)) {
      throw malformed(where, "must be an object");
    }
    return new SearchMembers(object, where + ".");
  }

  void requireDefined(String... defined) {
    DefinedMembers.require(object, Set.of(defined), prefix, "a search");
  }

  Optional<JsonValue> value(String name) {
    return Optional.ofNullable(object.get(name));
  }

  /** An object with members of its own. */
  Optional<SearchMembers> members(String name) {
    return value(name).map(found -> of(found, prefix + name));
  }

  Optional<String> text(String name) {
    return value(name)
        .map(
            found -> {
              if (!(found instanceof JsonString text)) {
                throw malformed(prefix + name, "must be a string");
              }
              return text.getString();
            });
  }

  /** A text of at most so many characters, all of which are shown. */
  Optional<String> plain(String name, int longest) {
    return text(name)
        .map(
            text -> {
              if (!PlainText.isText(text, longest)) {
                throw malformed(
                    prefix + name,
                    "must have 1 to " + longest + " visible characters in Unicode NFC");
              }
              return text;
            });
  }

  OptionalInt number(String name, int least, int most) {
    return value(name)
        .map(
            found -> {
              if (found instanceof JsonNumber number && number.isIntegral()) {
                long is = number.bigIntegerValue().bitLength() < 32 ? number.longValue() : -1;
                if (is >= least && is <= most) {
                  return OptionalInt.of((int) is);
                }
              }
              throw malformed(
                  prefix + name, "must be a whole number from " + least + " to " + most);
            })
        .orElseGet(OptionalInt::empty);
  }

  /** Whether the member is {@code true}; {@code false} means the same as an absent member. */
  boolean flag(String name) {
    return value(name)
        .map(
            found -> {
              if (found != JsonValue.TRUE && found != JsonValue.FALSE) {
                throw malformed(prefix + name, "must be true or false");
              }
              return found == JsonValue.TRUE;
            })
        .orElse(false);
  }

  /** A positive duration (ISO 8601) of at most ten years. */
  Optional<Duration> duration(String name) {
    return text(name)
        .map(
            text -> {
              try {
                Duration read = Duration.parse(text);
                if (read.isPositive() && read.compareTo(Duration.ofDays(3650)) <= 0) {
                  return read;
                }
              } catch (DateTimeException e) {
                throw malformed(prefix + name, "must be an ISO 8601 duration such as PT1H");
              }
              throw malformed(prefix + name, "must be positive and at most P3650D");
            });
  }

  /** The elements of an array; the function also gets the name of the element's place. */
  <T> List<T> list(String name, int most, BiFunction<JsonValue, String, T> element) {
    List<T> read = new ArrayList<>();
    JsonValue found = value(name).orElse(JsonValue.EMPTY_JSON_ARRAY);
    if (!(found instanceof JsonArray array) || array.size() > most) {
      throw malformed(prefix + name, "must be an array of at most " + most + " elements");
    }
    for (int i = 0; i < array.size(); i++) {
      read.add(element.apply(array.get(i), prefix + name + "[" + i + "]"));
    }
    return read;
  }

  /** Different texts of at most so many characters. */
  Set<String> texts(String name, int most, int longest) {
    List<String> read =
        list(
            name,
            most,
            (value, where) -> {
              if (value instanceof JsonString text && PlainText.isText(text.getString(), longest)) {
                return text.getString();
              }
              throw malformed(where, "must be a string of 1 to " + longest + " visible characters");
            });
    Set<String> different = new LinkedHashSet<>(read);
    if (different.size() < read.size()) {
      throw malformed(prefix + name, "holds an element twice");
    }
    return different;
  }

  ProblemException missing(String name) {
    return malformed(prefix + name, "is missing");
  }

  static ProblemException malformed(String member, String fault) {
    return refused("search-member", "the member " + member + " " + fault);
  }

  static ProblemException refused(String check, String detail) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        check,
        Character.toUpperCase(detail.charAt(0)) + detail.substring(1));
  }
}
