package org.bailiwick.ars.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.node.records.AuditHeads;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness: reports whether the audit log still holds every row that a signed head covers. While a
 * row is missing, the registry registers no agent.
 */
@Readiness
@ApplicationScoped
public class RegistryRecordsHealth implements HealthCheck {
  @Inject private RegistryStartup started;
  @Inject private Provider<AuditHeads> records;

  @Override
  public HealthCheckResponse call() {
    if (!started.isOver()) {
      return RegistryStartup.pending("ars-records");
    }
    var answer = HealthCheckResponse.named("ars-records");
    return records
        .get()
        .fault()
        .map(fault -> answer.down().withData("reason", fault).build())
        .orElseGet(() -> answer.up().build());
  }
}
