package org.bailiwick.ars;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.bailiwick.ars.policy.Gate;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.records.RegistryWriter;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.ars.status.SteadyTime;
import org.bailiwick.ars.upkeep.RevocationFeed;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.feed.CrlSettings;
import org.bailiwick.node.feed.FeedSettings;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.renewal.ServerCertificateFiles;
import org.bailiwick.node.renewal.ServerCertificateRenewal;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.trust.DomainTrustSettings;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.CedarDecisionPoint;

/**
 * Makes the parts of {@code node-support} and {@code policy-engine} that the registry works with,
 * one of each. They are final classes without annotations, hence producers and no proxies.
 */
@ApplicationScoped
class ArsBeans {
  private static final List<String> ISSUING_CAS = List.of("issuing-1");
  private static final String STREAM = "ars";

  @Produces
  @Singleton
  ArsSettings settings() {
    return ArsSettings.read(Settings.fromConfig());
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  SteadyTime time(Clock clock) {
    return new SteadyTime(clock, System::nanoTime);
  }

  @Produces
  @Singleton
  GroupWriter writer(RegistryWriter writer) {
    return writer.writer();
  }

  @Produces
  @Singleton
  RegistryChanges changes(GroupWriter writer) {
    return new RegistryChanges(writer);
  }

  @Produces
  @Singleton
  Lease lease(GroupWriter writer, ArsSettings settings, Clock clock) {
    return new Lease(writer, settings.nodeName() + "/" + UUID.randomUUID(), clock);
  }

  @Produces
  @Singleton
  CedarDecisionPoint decisions(ArsSettings settings) {
    return CedarDecisionPoint.load(settings.policyFolder());
  }

  @Produces
  @Singleton
  Gate gate(CedarDecisionPoint decisions, GroupWriter writer) {
    return new Gate(decisions, writer);
  }

  @Produces
  @Singleton
  DomainTrust trust(ArsSettings settings, Clock clock) {
    ArsSettings.Authority authority = settings.authority();
    try {
      return new DomainTrust(
          new DomainTrustSettings(
              settings.trustDomain(),
              authority.baseUrl(),
              authority.plainBaseUrl(),
              authority.rootFingerprint(),
              authority.operatorCa(),
              ISSUING_CAS,
              authority.cache()),
          clock);
    } catch (IOException e) {
      throw new UncheckedIOException("the operator CA's certificate cannot be read", e);
    }
  }

  @Produces
  @Singleton
  NodeHttp http(ArsSettings settings, DomainTrust trust) {
    return new NodeHttp(NodeHttpSettings.of(settings.authority().tlsFolder()), trust::tlsAnchors);
  }

  @Produces
  @Singleton
  CrlRevocations revocations(ArsSettings settings, DomainTrust trust, Clock clock) {
    return new CrlRevocations(
        trust::issuers,
        new CrlSettings(
            settings.authority().plainBaseUrl(),
            settings.crlRefresh(),
            settings.maxStatusAge(),
            settings.authority().cache()),
        clock);
  }

  @Produces
  @Singleton
  CredentialStatus status(DomainTrust trust, CrlRevocations revocations) {
    return new CredentialStatus(trust, revocations);
  }

  @Produces
  @Singleton
  AuthorityFeed feed(ArsSettings settings, NodeHttp http, RevocationFeed listener, Clock clock) {
    return new AuthorityFeed(
        FeedSettings.of(
            settings.authority().baseUrl(),
            new SpiffeId(settings.trustDomain(), "/node/authority"),
            STREAM),
        http,
        listener,
        clock);
  }

  @Produces
  @Singleton
  ServerCertificateRenewal renewal(ArsSettings settings, NodeHttp http) {
    return new ServerCertificateRenewal(
        new ServerCertificateFiles(settings.authority().tlsFolder()),
        http,
        settings.authority().baseUrl(),
        new SpiffeId(settings.trustDomain(), "/node/authority"));
  }
}
