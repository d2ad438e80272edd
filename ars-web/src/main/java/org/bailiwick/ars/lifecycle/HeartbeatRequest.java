package org.bailiwick.ars.lifecycle;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;
import java.util.Set;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The JSON body of a heartbeat. It has no time, because the registry's clock counts. */
final class HeartbeatRequest {
  private static final String TTL = "ttl";
  private static final String LOAD = "load";
  private static final Set<String> MEMBERS = Set.of(TTL, LOAD);
  private static final Duration SHORTEST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_LOAD = 100;

  private HeartbeatRequest() {}

  /**
   * Reads a body that arrived at this time.
   *
   * @throws ProblemException malformed-request
   */
  static Heartbeat parse(String body, Instant now) {
    JsonObject members = StrictJson.object(body);
    if (!MEMBERS.containsAll(members.keySet())) {
      throw malformed("member-unknown", "A heartbeat has the members ttl and load");
    }
    return new Heartbeat(now, ttl(members.get(TTL)), load(members.get(LOAD)));
  }

  private static Duration ttl(JsonValue value) {
    try {
      if (value instanceof JsonString text) {
        Duration ttl = Duration.parse(text.getString());
        if (ttl.isZero() || isAllowed(ttl)) {
          return ttl;
        }
      }
    } catch (DateTimeParseException e) {
      throw ttlRefused(e);
    }
    throw ttlRefused(null);
  }

  private static boolean isAllowed(Duration ttl) {
    return ttl.equals(ttl.truncatedTo(ChronoUnit.SECONDS))
        && ttl.compareTo(SHORTEST) >= 0
        && ttl.compareTo(LONGEST) <= 0;
  }

  private static OptionalInt load(JsonValue value) {
    if (value == null) {
      return OptionalInt.empty();
    }
    if (value instanceof JsonNumber number && number.isIntegral()) {
      try {
        int load = number.intValueExact();
        if (load >= 0 && load <= MOST_LOAD) {
          return OptionalInt.of(load);
        }
      } catch (ArithmeticException e) {
        throw malformed("heartbeat-load", "load is a whole number from 0 to 100", e);
      }
    }
    throw malformed("heartbeat-load", "load is a whole number from 0 to 100");
  }

  private static ProblemException ttlRefused(Exception cause) {
    return malformed(
        "heartbeat-ttl",
        "ttl is an ISO 8601 duration of whole seconds from PT10S to PT1H, or PT0S for the last"
            + " heartbeat",
        cause);
  }

  private static ProblemException malformed(String check, String detail) {
    return malformed(check, detail, null);
  }

  private static ProblemException malformed(String check, String detail, Exception cause) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail, cause);
  }
}
