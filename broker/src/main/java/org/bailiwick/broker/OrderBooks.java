package org.bailiwick.broker;

import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.broker.backend.TokenFacts;
import org.bailiwick.broker.lease.CredentialLease;
import org.bailiwick.broker.lease.LeaseBook;
import org.bailiwick.broker.lease.LeaseSweeper;
import org.bailiwick.broker.store.Attempts;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** What the broker has recorded of orders. */
record OrderBooks(
    BrokerStore store,
    Attempts attempts,
    LeaseBook leases,
    LeaseSweeper sweeper,
    AtomicBoolean sole) {

  /** Refuses while another process may be the broker of this database. */
  void requireSole() {
    if (!sole.get()) {
      throw Refusals.busy("broker-not-sole", "Another broker may work with the database");
    }
  }

  /** Refuses a token of which the Master Agent has said that it has ended. */
  void requireLive(TokenFacts token) {
    if (leases.hasTokenEnded(token.digest())) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID, "txn-token-ended", "The Txn-Token has been ended");
    }
  }

  /** Ends what an interrupted attempt of this order left at its back end, or refuses for now. */
  void endLeasesOf(String idempotencyKey) {
    for (CredentialLease lease : leases.openOf(idempotencyKey)) {
      if (!sweeper.end(lease, "repetition")) {
        throw Refusals.busy("earlier-lease-open", "What an earlier attempt left is not ended yet");
      }
    }
  }
}
