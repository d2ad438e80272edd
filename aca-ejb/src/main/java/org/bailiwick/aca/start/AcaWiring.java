package org.bailiwick.aca.start;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.attestation.AttestationVerifier;
import org.bailiwick.aca.attestation.ReferenceValueVerifier;
import org.bailiwick.aca.attestation.verifier.AppointedVerifier;
import org.bailiwick.aca.attestation.verifier.TrustedVerifiers;
import org.bailiwick.aca.audit.AuditHeads;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.KeySuccession;
import org.bailiwick.aca.authority.KeySuccessions;
import org.bailiwick.aca.authority.KeysInUse;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.est.EstLabels;
import org.bailiwick.aca.evidence.AttestationReview;
import org.bailiwick.aca.evidence.TrustKinds;
import org.bailiwick.aca.evidence.aws.InstanceDocuments;
import org.bailiwick.aca.evidence.azure.AttestedDocuments;
import org.bailiwick.aca.evidence.chain.MakerChain;
import org.bailiwick.aca.evidence.container.ContainerTrust;
import org.bailiwick.aca.evidence.hsm.HsmKeyTrust;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;
import org.bailiwick.aca.evidence.join.JoinTokenTrust;
import org.bailiwick.aca.evidence.join.JoinTokens;
import org.bailiwick.aca.evidence.tpm.ActivationDesk;
import org.bailiwick.aca.evidence.tpm.TpmTrust;
import org.bailiwick.aca.evidence.workload.WorkloadTokens;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.feed.FeedWaiters;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.meter.MetricsMeter;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.aca.ocsp.ResponderKey;
import org.bailiwick.aca.person.UserEvents;
import org.bailiwick.aca.person.UserProviders;
import org.bailiwick.aca.person.UserTokens;
import org.bailiwick.aca.profile.CredentialProfiles;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.hsm.Keyring;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.CedarDecisionPoint;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** What the authority gets from outside: settings, time, database, token, policies, files. */
@ApplicationScoped
class AcaWiring {

  private static final String EVENTS = "events";
  private static final String AUDIT = "audit"; // label of the first audit key

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
  Lease lease(AcaSettings settings, @ForAca GroupWriter writer, @ForAca Clock clock) {
    return new Lease(writer, settings.nodeName() + "-" + UUID.randomUUID(), clock);
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
  CedarDecisionPoint decisions(AcaSettings settings) {
    return CedarDecisionPoint.load(settings.folders().policy());
  }

  @Produces
  @Singleton
  @ForAca
  Gate gate(@ForAca CedarDecisionPoint decisions, @ForAca GroupWriter writer) {
    return new Gate(decisions, writer);
  }

  @Produces
  @Singleton
  Authorities authorities(LedgerIssuers issuers, AcaSettings settings) {
    return issuers.authorities(settings.issuingAuthority(), settings.operatorAuthority());
  }

  /** What the health check looks for, so that a missing one is told before it is needed. */
  @Produces
  @Singleton
  KeysInUse keys(Authorities authorities, KeySuccessions successions, @ForAca Clock clock) {
    return new KeysInUse(authorities, successions, clock);
  }

  @Produces
  @Singleton
  KeySuccessions successions(AcaSettings settings) {
    return new KeySuccessions(
        new KeySuccession(settings.status().responderKey()),
        new KeySuccession(EVENTS),
        new KeySuccession(AUDIT),
        new KeySuccession());
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
  Supplier<JwsSigner> eventSigner(
      KeySuccessions successions, @ForAca Keyring keyring, @ForAca Clock clock) {
    return () ->
        RecordedKeys.statementSigner(keyring.key(successions.events().at(clock.instant())));
  }

  @Produces
  @Singleton
  AuditHeads auditHeads(AcaSettings settings, RecordedKeys keys, @ForAca Clock clock) {
    return new AuditHeads(
        new HeadLog(settings.auditHeadsFile()), settings.auditChain(), reader(), keys, clock);
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
    AcaSettings.Status status = settings.status();
    return new PublishedUrls(
        settings.plainBaseUrl(),
        status.crlShards(),
        () ->
            status.deltaCrls().orElseGet(() -> profiles.mayBeLongerThan(PublishedUrls.LONG_LIFE)));
  }

  @Produces
  @Singleton
  ResponderKey responderKey(
      KeySuccessions successions, @ForAca Keyring keyring, @ForAca Clock clock) {
    return new ResponderKey() {
      @Override
      public String inService() {
        return successions.ocsp().at(clock.instant());
      }

      @Override
      public SigningKey key(String label) {
        return keyring.key(label);
      }
    };
  }

  @Produces
  @Singleton
  NonceMint nonces(AcaSettings settings, @ForAca Clock clock) {
    return NonceMint.load(settings.nonceKeyFile(), settings.nonceLifetime(), clock);
  }

  @Produces
  @Singleton
  TrustKinds kinds(
      AcaSettings settings, ActivationDesk tpms, JoinTokens joins, @ForAca Clock clock) {
    Path devices = settings.folders().devices();
    return new TrustKinds(
        DeviceAuthenticator.trusting(devices, clock),
        List.of(
            new TpmTrust(tpms),
            new JoinTokenTrust(joins),
            new WorkloadTokens(devices.resolveSibling("workload-issuers"), clock),
            new InstanceDocuments(devices.resolveSibling("aws"), clock),
            new AttestedDocuments(devices.resolveSibling("azure"), clock),
            new ContainerTrust(devices.resolveSibling("container-nodes"), clock),
            new HsmKeyTrust(devices.resolveSibling("hsm-vendors"), clock)));
  }

  @Produces
  @Singleton
  JoinTokens joinTokens(AcaSettings settings, UserTokens users, @ForAca Clock clock) {
    return new JoinTokens(reader(), users, settings.trustDomain(), clock);
  }

  @Produces
  @Singleton
  ActivationDesk tpms(AcaSettings settings, NonceMint nonces, @ForAca Clock clock) {
    Path vendors = settings.folders().devices().resolveSibling("tpm-vendors");
    return new ActivationDesk(MakerChain.trusting("ek", vendors, clock), nonces);
  }

  @Produces
  @Singleton
  EstLabels estLabels(AcaSettings settings, @ForAca Clock clock) {
    return new EstLabels(settings.folders().devices().resolveSibling("est"), clock);
  }

  @Produces
  @Singleton
  UserProviders userProviders(AcaSettings settings, @ForAca Clock clock) {
    return new UserProviders(settings.folders().users(), clock);
  }

  @Produces
  @Singleton
  UserTokens users(UserProviders providers) {
    return new UserTokens(providers);
  }

  @Produces
  @Singleton
  UserEvents userEvents(UserProviders providers) {
    return new UserEvents(providers);
  }

  @Produces
  @Singleton
  AttestationReview attestations(AcaSettings settings, @ForAca Clock clock) {
    AcaSettings.Folders folders = settings.folders();
    TrustedVerifiers outside =
        new TrustedVerifiers(folders.devices().resolveSibling("verifiers"), clock);
    AttestationVerifier builtIn = new ReferenceValueVerifier(folders.referenceValues(), clock);
    return new AttestationReview(new AppointedVerifier(outside, builtIn, clock), outside);
  }
}
