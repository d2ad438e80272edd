package org.bailiwick.master.partnertoken;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.dpop.RequestProofs;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.AcceptedTokens;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;

/** Produces what accepts access tokens of partners' servers. */
@ApplicationScoped
class PartnerTokenBeans {

  @Resource private ManagedExecutorService executor;
  @Inject private TokenLedger ledger;
  @Inject private PartnerDirectory partners;
  @Inject private Clock clock;

  @Produces
  @Singleton
  PartnerTokens tokens(GroupWriter writer, AuditHeads auditHeads, MasterSettings settings) {
    return new PartnerTokens(
        new PartnerTokens.Parts(
            partners,
            ledger,
            writer,
            auditHeads::requireComplete,
            settings.component().baseUrl().toString(),
            settings.component().authority().tlsFolder()),
        clock);
  }

  @Produces
  @Singleton
  PartnerTokenMethods methods(PartnerTokens tokens, RequestProofs proofs) {
    return new PartnerTokenMethods(tokens, proofs);
  }

  @Produces
  @Singleton
  PartnerTokenWatch watch(
      PartnerTokens tokens, Store store, TokenRevoker revoker, WorkflowRunner runner) {
    return new PartnerTokenWatch(
        new PartnerTokenWatch.Parts(
            partners,
            tokens,
            new AcceptedTokens(store),
            ledger,
            revoker,
            (job, reason) -> runner.cancel(job, reason)),
        executor,
        clock);
  }
}
