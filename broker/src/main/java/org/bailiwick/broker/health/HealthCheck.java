package org.bailiwick.broker.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.json.JsonText;

/**
 * The state of one part, as MicroProfile Health has it.
 *
 * @param data why it is down, or more about it
 */
public record HealthCheck(String name, boolean up, Map<String, String> data) {

  /** A part that is up unless there is a fault. */
  public static HealthCheck of(String name, Optional<String> fault) {
    return new HealthCheck(
        name, fault.isEmpty(), fault.map(reason -> Map.of("reason", reason)).orElse(Map.of()));
  }

  private String status() {
    return up ? "UP" : "DOWN";
  }

  private Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", name);
    members.put("status", status());
    members.put("data", data);
    return members;
  }

  static boolean areUp(List<HealthCheck> checks) {
    return checks.stream().allMatch(HealthCheck::up);
  }

  /** The answer to a request for the health of all these parts. */
  static String json(List<HealthCheck> checks) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", areUp(checks) ? "UP" : "DOWN");
    answer.put("checks", checks.stream().map(HealthCheck::members).toList());
    return JsonText.of(answer);
  }
}
