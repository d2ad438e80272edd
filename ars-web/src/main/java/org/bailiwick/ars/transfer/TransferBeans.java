package org.bailiwick.ars.transfer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.audit.RegistryKeys;
import org.bailiwick.ars.discovery.AgentViews;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.registration.AdmissionRules;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.trust.DomainTrust;

/** Produces what takes all records out of the registry and into it. */
@ApplicationScoped
class TransferBeans {

  @Inject private ArsSettings settings;
  @Inject private Clock clock;

  @Produces
  @Singleton
  RecordPages.Sources sources(ChangedAgents changed, AgentRecords records, AgentViews views) {
    return new RecordPages.Sources(changed, records, views);
  }

  @Produces
  @Singleton
  RecordPages pages(RecordPages.Sources sources, RegistryKeys keys, PageTokens tokens) {
    return new RecordPages(sources, settings.component().baseUrl(), keys::keys, tokens, clock);
  }

  @Produces
  @Singleton
  CredentialProof proof(DomainTrust trust, CrlRevocations revocations) {
    return new CredentialProof(trust, revocations, clock);
  }

  @Produces
  @Singleton
  RecordIntake intake(Registry registry, AdmissionRules rules, CredentialProof proof) {
    return new RecordIntake(
        registry.changes, registry.records, rules, proof, registry.status, clock);
  }

  /** What the intake reads and changes. */
  @Dependent
  static class Registry {
    @Inject RegistryChanges changes;
    @Inject AgentRecords records;
    @Inject CredentialStatus status;
  }
}
