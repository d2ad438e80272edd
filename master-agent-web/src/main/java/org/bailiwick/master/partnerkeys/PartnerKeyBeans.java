package org.bailiwick.master.partnerkeys;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.trust.PartnerDirectory;

/** Produces what watches the keys of partners' servers. */
@ApplicationScoped
class PartnerKeyBeans {

  @Resource private ManagedExecutorService tasks;
  @Inject private TokenLedger ledger;
  @Inject private Clock clock;

  @Produces
  @Singleton
  PartnerKeys partnerKeys(PartnerDirectory partners, Store store, TokenRevoker revoker) {
    return new PartnerKeys(partners, store, ledger, revoker, tasks, clock);
  }
}
