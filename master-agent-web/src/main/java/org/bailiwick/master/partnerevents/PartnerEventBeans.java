package org.bailiwick.master.partnerevents;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.risk.PartnerRisks;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenends.PrincipalEnds;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.GrantEnds;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;

/** Produces what follows the events of partners. */
@ApplicationScoped
class PartnerEventBeans {

  @Resource private ManagedExecutorService tasks;
  @Inject private Lease leases;
  @Inject private GroupWriter writer;
  @Inject private Clock clock;

  @Produces
  @Singleton
  GrantEnds grantEnds(Store store) {
    return new GrantEnds(store, writer, clock);
  }

  @Produces
  @Singleton
  PrincipalEnds principalEnds(GrantEnds grants, TokenRevoker revoker) {
    return new PrincipalEnds(grants, revoker);
  }

  @Produces
  @Singleton
  PartnerEvents partnerEvents(
      PartnerDirectory partners, GuardedFetch fetch, PrincipalEnds ends, PartnerRisks risks) {
    PartnerEvents.Follow follow = new PartnerEvents.Follow(ends, risks);
    return new PartnerEvents(partners, fetch, leases, follow, writer, tasks, clock);
  }
}
