package org.bailiwick.aca.web.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.node.json.JsonText;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;

/**
 * The combined answer of health checks (MicroProfile Health 4.0, "Protocol and Wireformat"): up
 * when all are up.
 *
 * @param json the document
 */
record HealthAnswer(boolean isUp, String json) {

  static HealthAnswer of(Stream<HealthCheck> checks) {
    List<HealthCheckResponse> answers = checks.map(HealthAnswer::call).toList();
    boolean up = answers.stream().allMatch(answer -> answer.getStatus() == Status.UP);
    Map<String, Object> members = new LinkedHashMap<>(); // status comes first
    members.put("status", up ? "UP" : "DOWN");
    members.put("checks", answers.stream().map(HealthAnswer::members).toList());
    return new HealthAnswer(up, JsonText.of(members));
  }

  /** A check that throws counts as down; its exception is not disclosed. */
  private static HealthCheckResponse call(HealthCheck check) {
    try {
      return check.call();
    } catch (RuntimeException undisclosed) {
      return new HealthCheckResponse("unknown", Status.DOWN, Optional.empty());
    }
  }

  private static Map<String, Object> members(HealthCheckResponse answer) {
    Map<String, String> data = new TreeMap<>();
    answer.getData().ifPresent(all -> all.forEach((key, value) -> data.put(key, "" + value)));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", answer.getName());
    members.put("status", answer.getStatus().name());
    members.put("data", data);
    return members;
  }
}
