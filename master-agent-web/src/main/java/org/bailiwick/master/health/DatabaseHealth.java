package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the database answers and there is who writes to it, and how many jobs in it have not
 * ended.
 */
@Readiness
@ApplicationScoped
public class DatabaseHealth implements HealthCheck {
  @Inject private JobJournal journal;
  @Inject private GroupWriter writer;

  @Override
  public HealthCheckResponse call() {
    try {
      writer.requireRunning();
      return HealthCheckResponse.named("master-database")
          .up()
          .withData("unfinished-jobs", journal.unfinished().size())
          .build();
    } catch (RuntimeException e) {
      return HealthCheckResponse.down("master-database");
    }
  }
}
