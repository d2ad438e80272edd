package org.bailiwick.node.feed;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The answer to a poll (RFC 8936 section 2.5).
 *
 * @param sets the security event tokens by their identifiers
 * @param moreAvailable whether the transmitter has more events
 */
public record Delivery(Map<String, String> sets, boolean moreAvailable) {

  /** Reads the body of the answer. */
  public static Delivery read(byte[] body) throws IOException {
    try {
      JsonObject answer = StrictJson.object(body);
      return new Delivery(sets(answer), answer.getBoolean("moreAvailable", false));
    } catch (ProblemException | ClassCastException e) {
      throw new IOException("the poll's answer is malformed", e);
    }
  }

  private static Map<String, String> sets(JsonObject answer) {
    Map<String, String> sets = new LinkedHashMap<>();
    if (answer.containsKey("sets")) {
      for (Map.Entry<String, JsonValue> set : answer.getJsonObject("sets").entrySet()) {
        sets.put(set.getKey(), ((JsonString) set.getValue()).getString());
      }
    }
    return sets;
  }
}
