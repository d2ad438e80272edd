package org.bailiwick.ars.health;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.bailiwick.ars.records.AgentRecords;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the registry's database answers. */
@Readiness
@ApplicationScoped
public class DatabaseHealth implements HealthCheck {
  @Inject private AgentRecords records;

  @Override
  public HealthCheckResponse call() {
    try {
      return HealthCheckResponse.named("ars-database")
          .up()
          .withData("revision", records.revision())
          .build();
    } catch (RuntimeException e) {
      return HealthCheckResponse.named("ars-database").down().build();
    }
  }
}
