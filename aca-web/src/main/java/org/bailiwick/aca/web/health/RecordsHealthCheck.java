package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.bailiwick.aca.audit.AuditHeads;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the audit log holds all that was signed of it; nothing is issued while it does not. */
@Readiness
@ApplicationScoped
public class RecordsHealthCheck implements HealthCheck {

  @Inject private AuditHeads heads;

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("records");
    return heads
        .fault()
        .map(fault -> response.down().withData("reason", fault).build())
        .orElseGet(() -> response.up().build());
  }
}
