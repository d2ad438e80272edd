package org.bailiwick.master.workloadsignature;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.node.authority.AuthorityConnection;
import org.bailiwick.node.peer.workloadtoken.StoredProofs;
import org.bailiwick.node.peer.workloadtoken.WorkloadTokens;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.writer.GroupWriter;

/** Produces the check of Workload Identity Tokens, which the peer filter uses too. */
@ApplicationScoped
class WorkloadBeans {

  @Produces
  @Singleton
  WorkloadTokens tokens(
      AuthorityConnection authority, MasterSettings settings, GroupWriter writer, Clock clock) {
    DomainTrust trust = authority.trust();
    return new WorkloadTokens(
        trust.domain(),
        trust.witKeys(),
        authority.statuses(),
        settings.component().baseUrl(),
        new StoredProofs(writer),
        clock);
  }
}
