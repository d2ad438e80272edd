package org.bailiwick.aca.web.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.aca.ForAca;
import org.bailiwick.node.records.AuditHeads;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the audit log holds all that was signed of it; nothing is issued while it does not. */
@Readiness
@ApplicationScoped
public class RecordsHealthCheck implements HealthCheck {

  @Inject private AuthorityStartup started;
  @Inject @ForAca private Provider<AuditHeads> heads;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return AuthorityStartup.pending("records");
    }
    var response = HealthCheckResponse.named("records");
    return heads
        .get()
        .fault()
        .map(fault -> response.down().withData("reason", fault).build())
        .orElseGet(() -> response.up().build());
  }
}
