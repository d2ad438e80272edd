package org.bailiwick.node.health;

import java.util.Optional;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** The health checks of a component's database, from its group writer and its probe. */
public final class WriterHealth {
  private WriterHealth() {}

  /**
   * UP with the data of the last probe; DOWN with the reason while the database cannot be read or
   * written, or has little room.
   */
  public static HealthCheckResponse readiness(
      String check, GroupWriter writer, DatabaseProbe probe) {
    Optional<String> fault = notRunning(writer).or(writer::fault).or(probe::fault);
    if (fault.isPresent()) {
      return ApplicationStart.response(check, fault);
    }
    HealthCheckResponseBuilder response = HealthCheckResponse.named(check).up();
    probe.data().forEach(response::withData);
    return response.build();
  }

  private static Optional<String> notRunning(GroupWriter writer) {
    try {
      writer.requireRunning();
      return Optional.empty();
    } catch (RuntimeException ended) {
      return Optional.of("the thread that writes to the database does not run");
    }
  }

  /** DOWN with the reason when only a restart of the process lets it write again. */
  public static HealthCheckResponse liveness(String check, GroupWriter writer) {
    return ApplicationStart.response(check, writer.fault().filter(any -> writer.needsRestart()));
  }
}
