package org.bailiwick.ars.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.node.settings.Settings;

/** Produces the catalogue of the folder that the Master Agent reads, if no other one is named. */
@ApplicationScoped
class CatalogueBeans {

  @Produces
  @Singleton
  DomainCatalogue catalogue(Clock clock) {
    Settings settings = Settings.fromConfig();
    Optional<Path> folder =
        settings
            .findPath("ars.catalogue-folder")
            .or(() -> settings.findPath("master.catalogue-folder"));
    settings.done();
    return new DomainCatalogue(folder, clock);
  }
}
