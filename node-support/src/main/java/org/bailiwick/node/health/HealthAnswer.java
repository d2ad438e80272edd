package org.bailiwick.node.health;

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

/** The answers of health checks together: up when all are up. */
public record HealthAnswer(List<HealthCheckResponse> answers) {

  public HealthAnswer {
    answers = List.copyOf(answers);
  }

  /** Calls the checks. A check that throws counts as down; its exception is not disclosed. */
  public static HealthAnswer of(Stream<HealthCheck> checks) {
    return new HealthAnswer(checks.map(HealthAnswer::call).toList());
  }

  public boolean isUp() {
    return answers.stream().allMatch(HealthAnswer::isUp);
  }

  public static boolean isUp(HealthCheckResponse answer) {
    return answer.getStatus() == Status.UP;
  }

  /** What a check says beside its status, by name, in the order of the names. */
  public static Map<String, String> data(HealthCheckResponse answer) {
    Map<String, String> data = new TreeMap<>();
    answer.getData().ifPresent(all -> all.forEach((key, value) -> data.put(key, "" + value)));
    return data;
  }

  /** The document of MicroProfile Health 4.0, "Protocol and Wireformat". */
  public String json() {
    Map<String, Object> members = new LinkedHashMap<>(); // status comes first
    members.put("status", isUp() ? "UP" : "DOWN");
    members.put("checks", answers.stream().map(HealthAnswer::members).toList());
    return JsonText.of(members);
  }

  private static HealthCheckResponse call(HealthCheck check) {
    try {
      return check.call();
    } catch (RuntimeException undisclosed) {
      return new HealthCheckResponse("unknown", Status.DOWN, Optional.empty());
    }
  }

  private static Map<String, Object> members(HealthCheckResponse answer) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", answer.getName());
    members.put("status", answer.getStatus().name());
    members.put("data", data(answer));
    return members;
  }
}
