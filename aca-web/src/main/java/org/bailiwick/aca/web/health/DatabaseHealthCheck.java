package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the ledger can be read, and there is who writes to it. */
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
    var response = HealthCheckResponse.named("database");
    try {
      writer.get().requireRunning();
      return response.up().withData("issuers", ledger.get().issuers().size()).build();
    } catch (RuntimeException unreadable) {
      return response.down().build();
    }
  }
}
