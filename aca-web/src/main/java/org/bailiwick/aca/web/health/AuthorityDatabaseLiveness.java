package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.aca.ForAca;
import org.bailiwick.node.health.WriterHealth;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Whether this process can still write to its database: not when H2 gave the file up. */
@Liveness
@ApplicationScoped
public class AuthorityDatabaseLiveness implements HealthCheck {
  private static final String NAME = "database-file";

  @Inject private AuthorityStartup started;
  @Inject @ForAca private Provider<GroupWriter> writer;

  @Override
  public HealthCheckResponse call() {
    return started.isOver()
        ? WriterHealth.liveness(NAME, writer.get())
        : HealthCheckResponse.up(NAME);
  }
}
