package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.node.health.WriterHealth;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Liveness: reports whether this process can still write to its database. It cannot after H2 has
 * closed the database file because of an error; only a restart helps then.
 */
@Liveness
@ApplicationScoped
public class MasterDatabaseLiveness implements HealthCheck {
  private static final String NAME = "master-database-file";

  @Inject private MasterStartup started;
  @Inject private Provider<GroupWriter> writer;

  @Override
  public HealthCheckResponse call() {
    return started.isOver()
        ? WriterHealth.liveness(NAME, writer.get())
        : HealthCheckResponse.up(NAME);
  }
}
