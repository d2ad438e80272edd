package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.node.health.WriterHealth;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the ledger can be read, and there is who writes to it, and room. */
@Readiness
@ApplicationScoped
public class DatabaseHealthCheck implements HealthCheck {

  @Inject private Started started;
  @Inject private Provider<IssuanceLedger> ledger;
  @Inject @ForAca private Provider<GroupWriter> writer;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return Started.pending("database");
    }
    try {
      writer.get().requireRunning();
      return WriterHealth.fault("database", writer.get()).orElseGet(this::read);
    } catch (RuntimeException unreadable) {
      return HealthCheckResponse.down("database");
    }
  }

  private HealthCheckResponse read() {
    return HealthCheckResponse.named("database")
        .up()
        .withData("issuers", ledger.get().issuers().size())
        .build();
  }
}
