package org.bailiwick.ars.eventdelivery;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A poll of a receiver (RFC 8936 section 2.2). Members that are not defined there are ignored.
 *
 * @param most the most tokens of the answer
 * @param immediately whether the answer comes at once, also when there is nothing
 * @param had the tokens that the receiver has
 * @param refused those that it could not take, with the error
 */
record SetPoll(int most, boolean immediately, Set<String> had, Map<String, String> refused) {
  private static final int MOST_HAD = 1000;
  private static final int MOST_ID = 300;
  private static final int MOST_ERROR = 100;

  /**
   * Reads a body.
   *
   * @throws ProblemException malformed-request
   */
  static SetPoll parse(String body) {
    JsonObject members = StrictJson.object(body);
    return new SetPoll(
        most(members.get("maxEvents")),
        isTrue(members.get("returnImmediately")),
        had(members.get("ack")),
        refused(members.get("setErrs")));
  }

  /** Whether the receiver says anything of tokens. */
  boolean saysAnything() {
    return !had.isEmpty() || !refused.isEmpty();
  }

  private static int most(JsonValue value) {
    if (value == null) {
      return DueEvents.WINDOW;
    }
    if (value instanceof JsonNumber number && number.isIntegral() && number.longValue() >= 0) {
      return (int) Math.min(number.longValue(), DueEvents.WINDOW);
    }
    throw malformed("maxEvents is a whole number from 0 on");
  }

  private static boolean isTrue(JsonValue value) {
    if (value == null || value == JsonValue.FALSE) {
      return false;
    }
    if (value == JsonValue.TRUE) {
      return true;
    }
    throw malformed("returnImmediately is true or false");
  }

  private static Set<String> had(JsonValue value) {
    if (value == null) {
      return Set.of();
    }
    if (!(value instanceof JsonArray array) || array.size() > MOST_HAD) {
      throw malformed("ack has at most " + MOST_HAD + " identifiers of tokens");
    }
    Set<String> ids = new HashSet<>();
    for (JsonValue each : array) {
      if (!(each instanceof JsonString id) || id.getString().length() > MOST_ID) {
        throw malformed("ack has identifiers of tokens");
      }
      ids.add(id.getString());
    }
    return ids;
  }

  private static Map<String, String> refused(JsonValue value) {
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof JsonObject errors) || errors.size() > DueEvents.WINDOW) {
      throw malformed("setErrs has at most " + DueEvents.WINDOW + " tokens with their errors");
    }
    Map<String, String> refused = new TreeMap<>();
    errors.forEach(
        (id, error) -> {
          if (id.length() > MOST_ID || !(error instanceof JsonObject said)) {
            throw malformed("setErrs has for each token an object with err and description");
          }
          String code = said.get("err") instanceof JsonString text ? text.getString() : "";
          refused.put(id, code.substring(0, Math.min(MOST_ERROR, code.length())));
        });
    return refused;
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, "event-poll", detail);
  }
}
