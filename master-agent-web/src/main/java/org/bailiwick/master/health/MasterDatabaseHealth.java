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
 * Readiness: reports whether the database answers, whether the group writer runs and has room for
 * more work, and how many jobs have not ended.
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
