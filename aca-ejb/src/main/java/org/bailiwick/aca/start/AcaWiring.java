package org.bailiwick.aca.start;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.feed.FeedWaiters;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.meter.MetricsMeter;
import org.bailiwick.aca.profile.CredentialProfiles;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.SharedPolicyVersions;
import org.bailiwick.node.health.DatabaseProbe;
import org.bailiwick.node.health.PolicyHealth;
import org.bailiwick.node.hsm.Keyring;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.policies.PolicyBundles;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.CedarDecisionPoint;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Produces settings, clock, database, keyring, policies, event feed and metrics. Issuers and keys
 * are produced in {@code succession}, trust in applicants and users in {@link EvidenceWiring}.
 */
@ApplicationScoped
class AcaWiring {

  @Resource private ManagedExecutorService executor;

  @Resource(name = "jdbc/ledger", lookup = "jdbc/bailiwick-aca")
  private DataSource database;

  @EJB private LedgerSink sink;
  @EJB private AuthorityWriter writer;

  @Produces
  @Singleton
  AcaSettings settings() {
    return AcaSettings.read();
  }

  @Produces
  @Singleton
  @ForAca
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  LedgerReader reader() {
    return sink.reads();
  }

  @Produces
  @Singleton
  @ForAca
  DataSource database() {
    return database;
  }

  @Produces
  @Singleton
  @ForAca
  GroupWriter writer() {
    return writer.writer();
  }

  @Produces
  @Singleton
  @ForAca
  DatabaseProbe probe(IssuanceLedger ledger) {
    return new DatabaseProbe(
        () -> Map.of("issuers", String.valueOf(ledger.issuers().size())), System::nanoTime);
  }

  @Produces
  @Singleton
  @ForAca
  Lease lease(AcaSettings settings, @ForAca GroupWriter writer, @ForAca Clock clock) {
    return Lease.ofProcess(writer, settings.nodeName(), clock);
  }

  @Produces
  @Singleton
  @ForAca
  Keyring keyring(AcaSettings settings) {
    return Keyring.open(settings.hsm().first(), settings.hsm().next());
  }

  void logOut(@Disposes @ForAca Keyring keyring) {
    keyring.close();
  }

  @Produces
  @Singleton
  @ForAca
  CedarDecisionPoint decisions(
      AcaSettings settings,
      @ForAca GroupWriter writer,
      @ForAca PolicyBundles bundles,
      @ForAca Clock clock) {
    return CedarDecisionPoint.load(
        settings.folders().policy(),
        new SharedPolicyVersions(reader()::read, writer, clock),
        bundles);
  }

  @Produces
  @Singleton
  @ForAca
  PolicyHealth policyHealth(@ForAca CedarDecisionPoint decisions, @ForAca PolicyBundles bundles) {
    return new PolicyHealth(decisions::policyVersion, () -> decisions.fault().or(bundles::fault));
  }

  @Produces
  @Singleton
  @ForAca
  Gate gate(@ForAca CedarDecisionPoint decisions, @ForAca GroupWriter writer) {
    return new Gate(decisions, writer);
  }

  @Produces
  @Singleton
  EventFeed feed(
      AcaSettings settings,
      @ForAca GroupWriter writer,
      FeedWaiters waiters,
      Supplier<JwsSigner> eventSigner) {
    return new EventFeed(writer, reader(), eventSigner, settings.baseUrl(), waiters);
  }

  @Produces
  @Singleton
  FeedWaiters waiters() {
    return new FeedWaiters(executor);
  }

  @Produces
  @Singleton
  Meter meter(MetricRegistry registry) {
    return new MetricsMeter(registry);
  }

  @Produces
  @Singleton
  PublishedUrls urls(AcaSettings settings, CredentialProfiles profiles) {
    AcaSettings.Crls crls = settings.status().crls();
    return new PublishedUrls(
        settings.plainBaseUrl(),
        crls.shards(),
        () -> crls.deltas().orElseGet(() -> profiles.mayBeLongerThan(PublishedUrls.LONG_LIFE)));
  }
}
