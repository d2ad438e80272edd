package org.bailiwick.node.health;

import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Says in health checks what writer and probe know of their database: that the node is not ready
 * while it can't be read or has little room, and not alive when only another start helps.
 */
public final class WriterHealth {
  private WriterHealth() {}

  /**
   * UP with what the database last said; DOWN with the reason while it can't be read or written.
   */
  public static HealthCheckResponse readiness(
      String check, GroupWriter writer, DatabaseProbe probe) {
    return notRunning(writer)
        .or(writer::fault)
        .or(probe::fault)
        .map(reason -> down(check, reason))
        .orElseGet(() -> up(check, probe.data()));
  }

  private static Optional<String> notRunning(GroupWriter writer) {
    try {
      writer.requireRunning();
      return Optional.empty();
    } catch (RuntimeException ended) {
      return Optional.of("nobody writes to the database");
    }
  }

  private static HealthCheckResponse up(String check, Map<String, String> data) {
    HealthCheckResponseBuilder response = HealthCheckResponse.named(check).up();
    data.forEach(response::withData);
    return response.build();
  }

  /** DOWN with what is needed, when nothing will be written any more by this process. */
  public static HealthCheckResponse liveness(String check, GroupWriter writer) {
    return writer
        .fault()
        .filter(reason -> writer.needsRestart())
        .map(reason -> down(check, reason))
        .orElseGet(() -> HealthCheckResponse.up(check));
  }

  private static HealthCheckResponse down(String check, String reason) {
    return HealthCheckResponse.named(check).down().withData("reason", reason).build();
  }
}
