package org.bailiwick.master.enforcement;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.trust.DomainTrust;

/** Produces what the Master Agent knows of enforcement points. */
@ApplicationScoped
class EnforcementBeans {

  @Produces
  @Singleton
  EnforcementPoints points(DomainTrust trust, Clock clock) {
    Settings config = Settings.fromConfig();
    Optional<Path> folder = config.findPath(EnforcementPoints.FOLDER);
    config.done();
    return new EnforcementPoints(folder, trust.domain(), clock);
  }
}
