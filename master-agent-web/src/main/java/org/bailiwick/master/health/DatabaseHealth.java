package org.bailiwick.master.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.master.journal.JobJournal;
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
public class DatabaseHealth implements HealthCheck {
  @Inject private Started started;
  @Inject private Provider<JobJournal> journal;
  @Inject private Provider<GroupWriter> writer;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return Started.pending("master-database");
    }
    try {
      writer.get().requireRunning();
      return WriterHealth.fault("master-database", writer.get()).orElseGet(this::read);
    } catch (RuntimeException e) {
      return HealthCheckResponse.down("master-database");
    }
  }

  private HealthCheckResponse read() {
    return HealthCheckResponse.named("master-database")
        .up()
        .withData("unfinished-jobs", journal.get().unfinished().size())
        .build();
  }
}
