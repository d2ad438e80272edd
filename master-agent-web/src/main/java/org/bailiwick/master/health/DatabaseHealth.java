package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.bailiwick.master.journal.JobJournal;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the database answers, and how many jobs in it have not ended. */
@Readiness
@ApplicationScoped
public class DatabaseHealth implements HealthCheck {
  @Inject private JobJournal journal;

  @Override
  public HealthCheckResponse call() {
    try {
      return HealthCheckResponse.named("master-database")
          .up()
          .withData("unfinished-jobs", journal.unfinished().size())
          .build();
    } catch (RuntimeException e) {
      return HealthCheckResponse.down("master-database");
    }
  }
}
