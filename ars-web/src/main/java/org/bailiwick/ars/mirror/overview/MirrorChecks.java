package org.bailiwick.ars.mirror.overview;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import org.bailiwick.ars.agreement.RegistryAgreements;
import org.bailiwick.ars.health.RegistryStartup;
import org.bailiwick.ars.mirror.MirrorFreshness;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** The readiness check of partners' registries. */
@ApplicationScoped
public class MirrorChecks {
  @Inject private RegistryStartup started;
  @Inject private Provider<MirrorFreshness> freshness;
  @Inject private Provider<RegistryAgreements> agreements;

  /** Names each domain with its state. It stays UP, because this domain does not depend on them. */
  @Produces
  @Readiness
  HealthCheck federation() {
    return () -> started.answer("ars-federation", this::answer);
  }

  private HealthCheckResponse answer(String name) {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named(name).up();
    freshness
        .get()
        .domains()
        .forEach((domain, known) -> answer.withData(domain.name(), known.closed().orElse("open")));
    agreements.get().faults().forEach(answer::withData);
    return answer.build();
  }
}
