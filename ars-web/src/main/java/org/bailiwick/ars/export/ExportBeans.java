package org.bailiwick.ars.export;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.ars.agreement.RegistryAgreements;
import org.bailiwick.ars.audit.RegistryKeys;
import org.bailiwick.ars.description.Descriptions;
import org.bailiwick.ars.freshness.RevocationKnowledge;
import org.bailiwick.ars.identifier.AgentIdentifiers;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.records.RegistryStore;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.writer.GroupWriter;

/** Produces what makes the pages of exports. */
@ApplicationScoped
class ExportBeans {
  @Inject private AgentRecords records;
  @Inject private ChangedAgents agents;
  @Inject private Clock clock;
  @Inject private SteadyTime time;

  @Produces
  @Singleton
  ToldAgents told(RegistryStore store, GroupWriter writer) {
    return new ToldAgents(store::read, writer);
  }

  @Produces
  @Singleton
  ExportFilter filter(
      CredentialStatus status,
      RegistrySegments segments,
      Descriptions descriptions,
      AgentIdentifiers identifiers) {
    return new ExportFilter(status, segments, descriptions::of, identifiers::others);
  }

  @Produces
  @Singleton
  ExportPages.Sources sources(
      RegistryAgreements agreements,
      CredentialStatus status,
      CrlRevocations revocations,
      RegistryChanges changes) {
    return new ExportPages.Sources(
        agreements.own(),
        () -> RevocationKnowledge.of(status, revocations),
        () -> {
          changes.begin();
          return records.revision();
        },
        () -> status.issuers().stream().map(Pem::sha256).sorted().toList(),
        agents::rows);
  }

  @Produces
  @Singleton
  ExportPages pages(
      ExportPages.Sources sources, ExportFilter filter, ToldAgents told, RegistryKeys keys) {
    return new ExportPages(sources, filter, told, keys::keys, clock, time);
  }
}
