package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.node.health.DatabaseProbe;
import org.bailiwick.node.health.WriterHealth;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the database answers, there is who writes to it, and room, and how many jobs in it have
 * not ended.
 */
@Readiness
@ApplicationScoped
public class MasterDatabaseHealth implements HealthCheck {
  @Inject private MasterStartup started;
  @Inject private Provider<DatabaseProbe> probe;
  @Inject private Provider<GroupWriter> writer;

  @Override
  public HealthCheckResponse call() {
    return started.isOver()
        ? WriterHealth.readiness("master-database", writer.get(), probe.get())
        : MasterStartup.pending("master-database");
  }
}
