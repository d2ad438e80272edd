package org.bailiwick.ars;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import org.bailiwick.ars.audit.RegistryKeys;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.records.RegistryStore;
import org.bailiwick.ars.records.RegistryWriter;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.ars.upkeep.RevocationFeed;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.authority.AuthorityConnection;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.SharedPolicyVersions;
import org.bailiwick.node.decision.TimeFacts;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.health.DatabaseProbe;
import org.bailiwick.node.health.PolicyHealth;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.policies.PolicyBundles;
import org.bailiwick.node.records.AuditEnd;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.records.AuditPages;
import org.bailiwick.node.records.DomainAuditKeys;
import org.bailiwick.node.records.SigningClock;
import org.bailiwick.node.records.StoredChain;
import org.bailiwick.node.renewal.CertificateRenewal;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.CedarDecisionPoint;

/**
 * Produces the objects of {@code node-support} and {@code policy-engine} that the registry uses,
 * one of each class. CDI cannot proxy these classes because they are final; so each producer has
 * the scope {@code @Singleton}, which needs no proxy.
 */
@ApplicationScoped
class ArsBeans {
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
  DatabaseProbe probe(AgentRecords records) {
    return new DatabaseProbe(
        () -> Map.of("revision", String.valueOf(records.revision().number())), System::nanoTime);
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
  RegistryChanges changes(GroupWriter writer, AuditHeads heads) {
    return new RegistryChanges(writer, heads);
  }

  @Produces
  @Singleton
  Lease lease(GroupWriter writer, ArsSettings settings, Clock clock) {
    return Lease.ofProcess(writer, settings.component().nodeName(), clock);
  }

  @Produces
  @Singleton
  CedarDecisionPoint decisions(
      ArsSettings settings, SharedPolicyVersions versions, PolicyBundles bundles) {
    return CedarDecisionPoint.load(settings.component().policyFolder(), versions, bundles);
  }

  @Produces
  @Singleton
  PolicyHealth policyHealth(CedarDecisionPoint decisions, PolicyBundles bundles) {
    return new PolicyHealth(decisions::policyVersion, () -> decisions.fault().or(bundles::fault));
  }

  @Produces
  @Singleton
  Gate gate(CedarDecisionPoint decisions, GroupWriter writer, Clock clock) {
    return new Gate(decisions, writer, new TimeFacts(clock));
  }

  @Produces
  @Singleton
  AuditPages auditPages(ArsSettings settings, RegistryStore store, Gate gate, GroupWriter writer) {
    return new AuditPages(settings.auditChain(), store::read, gate, writer);
  }

  @Produces
  @Singleton
  AuditHeads heads(RegistryStore store, RegistryKeys keys, ArsSettings settings, Clock clock) {
    return new AuditHeads(
        new HeadLog(settings.component().signing().auditHeadsFile()),
        StoredChain.whole(settings.auditChain(), store::read),
        new DomainAuditKeys(keys::keys, clock),
        SigningClock.unwatched(clock));
  }

  @Produces
  @Singleton
  AuditEnd auditEnd(AuditHeads heads, Gate gate, GroupWriter writer) {
    return new AuditEnd(heads, gate, writer);
  }

  @Produces
  @Singleton
  AuthorityConnection authority(ArsSettings settings, Clock clock) {
    return new AuthorityConnection(settings.component().authority(), clock);
  }

  @Produces
  @Singleton
  DomainTrust trust(AuthorityConnection authority) {
    return authority.trust();
  }

  @Produces
  @Singleton
  CrlRevocations revocations(AuthorityConnection authority) {
    return authority.revocations();
  }

  @Produces
  @Singleton
  CredentialStatus status(DomainTrust trust, CrlRevocations revocations) {
    return new CredentialStatus(trust, revocations, revocations::stateOf);
  }

  @Produces
  @Singleton
  AuthorityFeed feed(AuthorityConnection authority, RevocationFeed listener) {
    return authority.feed(STREAM, listener);
  }

  @Produces
  @Singleton
  CertificateRenewal renewal(AuthorityConnection authority) {
    return authority.renewal();
  }
}
