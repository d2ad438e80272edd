package org.bailiwick.master.chaining;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.tokenledger.TokenRecord;

/**
 * A verified token that is to be exchanged for a grant.
 *
 * @param subject for whom the agent acts
 * @param actors the agents before it, also those in earlier domains
 * @param txn the transaction; an access token has none
 * @param fanOut the greatest number of tokens and grants in exchange for it; empty for an access
 *     token, which no budget bounds
 * @param own whether the token was made for the agent that shows it
 */
record SubjectToken(
    TokenRecord record,
    String subject,
    ActorChain actors,
    Optional<String> txn,
    Optional<Integer> fanOut,
    boolean own) {

  CapabilitySet scope() {
    return record.scope();
  }
}
