package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.aca.ForAca;
import org.bailiwick.node.health.DatabaseProbe;
import org.bailiwick.node.health.WriterHealth;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the ledger can be read, and there is who writes to it, and room. */
@Readiness
@ApplicationScoped
public class DatabaseHealthCheck implements HealthCheck {

  @Inject private AuthorityStartup started;
  @Inject @ForAca private Provider<DatabaseProbe> probe;
  @Inject @ForAca private Provider<GroupWriter> writer;

  @Override
  public HealthCheckResponse call() {
    return started.isOver()
        ? WriterHealth.readiness("database", writer.get(), probe.get())
        : AuthorityStartup.pending("database");
  }
}
