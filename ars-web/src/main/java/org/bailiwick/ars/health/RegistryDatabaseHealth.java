package org.bailiwick.ars.health;

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
 * Readiness: reports whether the registry's database answers, and whether the group writer runs and
 * has room for more work.
 */
@Readiness
@ApplicationScoped
public class RegistryDatabaseHealth implements HealthCheck {
  @Inject private RegistryStartup started;
  @Inject private Provider<DatabaseProbe> probe;
  @Inject private Provider<GroupWriter> writer;

  @Override
  public HealthCheckResponse call() {
    return started.isOver()
        ? WriterHealth.readiness("ars-database", writer.get(), probe.get())
        : RegistryStartup.pending("ars-database");
  }
}
