package org.bailiwick.node.health;

import java.util.Optional;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * What a writer knows of its database's file, as health checks say it: that it is not ready while
 * there is little room, and not alive when only another start helps.
 */
public final class WriterHealth {
  private WriterHealth() {}

  /** DOWN with the reason, when nothing can be written at present. */
  public static Optional<HealthCheckResponse> fault(String check, GroupWriter writer) {
    return writer.fault().map(reason -> down(check, reason));
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
