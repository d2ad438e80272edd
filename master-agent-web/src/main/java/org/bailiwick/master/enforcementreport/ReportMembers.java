package org.bailiwick.master.enforcementreport;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The members of an object that an enforcement point has sent. */
record ReportMembers(JsonObject json) {

  /**
   * An object that has no other members than these.
   *
   * @throws ProblemException malformed-request with check enforcement-member, as all methods do
   */
  ReportMembers(JsonObject json, Set<String> known) {
    this(json);
    if (!known.containsAll(json.keySet())) {
      throw malformed("There is a member that is not known.");
    }
  }

  /** A text of the greatest length. */
  Optional<String> text(String name, int most) {
    return find(name)
        .map(value -> value instanceof JsonString text ? text.getString() : "")
        .map(
            text -> {
              if (!PlainText.isText(text, most)) {
                throw malformed(name + " is plain text of 1 to " + most + " characters.");
              }
              return text;
            });
  }

  Optional<String> matching(String name, Pattern form) {
    Optional<String> text =
        find(name).map(value -> value instanceof JsonString t ? t.getString() : "");
    if (text.filter(value -> !form.matcher(value).matches()).isPresent()) {
      throw malformed(name + " has not the form that it must have.");
    }
    return text;
  }

  String required(String name, Pattern form) {
    return matching(name, form).orElseThrow(() -> malformed(name + " is missing."));
  }

  /** A whole number from 0 up to that of all packets of a year. */
  long number(String name) {
    if (find(name).orElse(JsonValue.NULL) instanceof JsonNumber number
        && number.isIntegral()
        && number.bigIntegerValueExact().bitLength() < Long.SIZE
        && number.longValueExact() >= 0) {
      return number.longValueExact();
    }
    throw malformed(name + " is a whole number from 0.");
  }

  Optional<ReportMembers> object(String name, Set<String> known) {
    return find(name).map(value -> of(name, value, known));
  }

  /** The objects of a list of at most so many; without the member there are none. */
  List<ReportMembers> objects(String name, Set<String> known, int most) {
    List<ReportMembers> all = new ArrayList<>();
    if (find(name).isEmpty()) {
      return all;
    }
    if (!(json.get(name) instanceof JsonArray list) || list.size() > most) {
      throw malformed(name + " is a list of at most " + most + ".");
    }
    list.forEach(value -> all.add(of(name, value, known)));
    return all;
  }

  private static ReportMembers of(String name, JsonValue value, Set<String> known) {
    if (value instanceof JsonObject object) {
      return new ReportMembers(object, known);
    }
    throw malformed(name + " has what is no object.");
  }

  private Optional<JsonValue> find(String name) {
    return Optional.ofNullable(json.get(name));
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, "enforcement-member", detail);
  }
}
