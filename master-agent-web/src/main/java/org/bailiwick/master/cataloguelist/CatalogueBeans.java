package org.bailiwick.master.cataloguelist;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.health.MasterStartup;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Produces the catalogue, its list, and its readiness check. */
@ApplicationScoped
class CatalogueBeans {
  @Inject private MasterStartup started;
  @Inject private Provider<Catalogue> kept;

  @Produces
  @Singleton
  Catalogue catalogue(MasterSettings settings, Clock clock) {
    return new Catalogue(settings.limits().reviewed(), clock);
  }

  @Produces
  @Singleton
  CatalogueList list(Catalogue catalogue) {
    return new CatalogueList(catalogue);
  }

  /** Names each faulty file. It stays UP, because other capabilities do not depend on the file. */
  @Produces
  @Readiness
  HealthCheck files() {
    return () -> started.answer("master-catalogue", this::answer);
  }

  private HealthCheckResponse answer(String name) {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named(name).up();
    Map<String, String> faults = kept.get().current().faults();
    faults.forEach(answer::withData);
    kept.get()
        .workflows()
        .faults()
        .forEach((file, fault) -> answer.withData("workflow " + file, fault));
    return answer.withData("entries", kept.get().current().all().size()).build();
  }
}
