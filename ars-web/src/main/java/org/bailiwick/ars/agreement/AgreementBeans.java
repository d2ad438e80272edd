package org.bailiwick.ars.agreement;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.node.authority.AuthorityConnection;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.feed.PartnerRevocations;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.settings.Settings;

/** Produces the agreements and what rests on them. */
@ApplicationScoped
class AgreementBeans {
  private static final StructuredLog LOG = StructuredLog.of(AgreementBeans.class);

  @Inject private Clock clock;

  /** Reads the agreements at the start, so that their faults are in the log then. */
  void start(
      @Observes @Initialized(ApplicationScoped.class) ServletContext web,
      RegistryAgreements agreements) {
    LOG.info("agreements.read", Map.of("agreements", agreements.all().size()));
  }

  @Produces
  @Singleton
  RegistryAgreements agreements(AuthorityConnection authority) {
    Settings settings = Settings.fromConfig();
    Optional<Path> folder = settings.findPath("ars.registries-folder");
    settings.done();
    return new RegistryAgreements(folder, authority.trust().domain(), System::nanoTime);
  }

  @Produces
  @Singleton
  FederatedTrust trust(
      CrlRevocations revocations, AuthorityConnection authority, RegistryAgreements agreements) {
    GuardedFetch fetch = new GuardedFetch(FetchSettings.of(Set.of()));
    FederatedTrust trust =
        new FederatedTrust(
            authority.trust(),
            revocations,
            agreements,
            new PartnerRevocations(agreements::readers, fetch, authority.crlSettings(), clock));
    trust.start();
    return trust;
  }

  void stop(@Disposes FederatedTrust trust) {
    trust.close();
  }
}
