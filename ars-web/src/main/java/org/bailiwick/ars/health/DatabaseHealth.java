package org.bailiwick.ars.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.Map;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.node.health.WriterHealth;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the registry's database answers, and there is who writes to it, and room. */
@Readiness
@ApplicationScoped
public class DatabaseHealth implements HealthCheck {
  private static final StructuredLog LOG = StructuredLog.of(DatabaseHealth.class);

  @Inject private Started started;
  @Inject private Provider<AgentRecords> records;
  @Inject private Provider<GroupWriter> writer;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return Started.pending("ars-database");
    }
    try {
      writer.get().requireRunning();
      return WriterHealth.fault("ars-database", writer.get()).orElseGet(this::read);
    } catch (RuntimeException e) {
      LOG.fault("health.database-failed", Map.of(), e);
      return HealthCheckResponse.named("ars-database").down().build();
    }
  }

  private HealthCheckResponse read() {
    return HealthCheckResponse.named("ars-database")
        .up()
        .withData("revision", records.get().revision())
        .build();
  }
}
