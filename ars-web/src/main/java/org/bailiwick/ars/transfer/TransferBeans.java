package org.bailiwick.ars.transfer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
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

  @Produces
  @Singleton
  RecordPages.Sources sources(ChangedAgents changed, AgentRecords records, AgentViews views) {
    return new RecordPages.Sources(changed, records, views);
  }

  @Produces
  @Singleton
  RecordPages pages(
      RecordPages.Sources sources,
      ArsSettings settings,
      RegistryKeys keys,
      PageTokens tokens,
      Clock clock) {
    return new RecordPages(sources, settings.component().baseUrl(), keys::keys, tokens, clock);
  }

  @Produces
  @Singleton
  CredentialProof proof(DomainTrust trust, CrlRevocations revocations, Clock clock) {
    return new CredentialProof(trust, revocations, clock);
  }

  @Produces
  @Singleton
  RecordIntake intake(
      RegistryChanges changes,
      AgentRecords records,
      AdmissionRules rules,
      CredentialProof proof,
      CredentialStatus status,
      Clock clock) {
    return new RecordIntake(changes, records, rules, proof, status, clock);
  }
}
