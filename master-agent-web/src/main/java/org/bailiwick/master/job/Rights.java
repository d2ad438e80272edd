package org.bailiwick.master.job;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.intake.Caller;

/**
 * What a caller may have done: the scope of its access token, or that of its account, and the
 * {@code jti} of the token, from which everything that is done descends.
 */
record Rights(CapabilitySet scope, Optional<String> token) {

  /**
   * The rights of this caller now.
   *
   * @throws ProblemException access-token-invalid for a caller without token that is no account
   */
  static Rights of(Caller caller, Accounts accounts) {
    if (caller.identity() instanceof CallerIdentity.Account account && caller.token().isEmpty()) {
      return new Rights(accounts.require(account.account()).terms().scope(), Optional.empty());
    }
    AccessToken token = caller.requireToken();
    return new Rights(token.scope(), Optional.of(token.jti()));
  }
}
