package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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

  @Inject private IssuanceLedger ledger;
  @Inject @ForAca private GroupWriter writer;

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("database");
    try {
      writer.requireRunning();
      return response.up().withData("issuers", ledger.issuers().size()).build();
    } catch (RuntimeException unreadable) {
      return response.down().build();
    }
  }
}
