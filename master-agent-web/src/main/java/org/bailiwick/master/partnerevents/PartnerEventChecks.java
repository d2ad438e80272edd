package org.bailiwick.master.partnerevents;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.master.health.MasterStartup;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** The readiness check of partners' streams. */
@ApplicationScoped
public class PartnerEventChecks {
  @Inject private MasterStartup started;
  @Inject private Provider<PartnerEvents> events;

  /** Names each issuer whose stream fails. It stays UP, because others do not depend on it. */
  @Produces
  @Readiness
  HealthCheck partnerEvents() {
    return () -> started.answer("master-partner-events", this::answer);
  }

  private HealthCheckResponse answer(String name) {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named(name).up();
    events.get().faults().forEach(answer::withData);
    return answer.build();
  }
}
