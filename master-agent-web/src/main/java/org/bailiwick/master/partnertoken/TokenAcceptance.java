package org.bailiwick.master.partnertoken;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.authorizationcontext.AuthorizationContexts;
import org.bailiwick.master.caller.EndpointKind;
import org.bailiwick.master.introspection.TokenServer;
import org.bailiwick.master.tokenledger.AcceptedTokens;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Records a partner's access token in the token ledger when it is first shown, so that jobs and
 * tokens may descend from it, and it can be ended here.
 */
record TokenAcceptance(TokenLedger ledger, GroupWriter writer, Runnable requireCompleteLog) {

  /**
   * Returns when the token's row is durable.
   *
   * @throws ProblemException access-token-invalid when the token was ended, or its server has ended
   *     what it granted for the principal; dependency-unavailable while the database may be an old
   *     copy, which does not know of each end
   */
  void require(ShownToken shown) {
    if (!isAccepted(shown)) {
      insert(shown);
    }
  }

  private boolean isAccepted(ShownToken shown) {
    return switch (ledger.state(shown.id())) {
      case TokenState.Live live -> true;
      case TokenState.Unknown unknown -> false;
      case TokenState.Ended ended -> throw TokenServer.refused("ended", "The token was ended.");
    };
  }

  private void insert(ShownToken shown) {
    requireCompleteLog.run();
    try {
      writer.commit(
          AcceptedTokens.insertion(shown.record())
              .thenReferring(AuthorizationContexts.insertion(shown.id(), shown.context())),
          row(shown));
    } catch (AcceptedTokens.AlreadyAcceptedException | ConflictException atTheSameMoment) {
      if (!isAccepted(shown)) {
        throw new ProblemException(
            ProblemType.DEPENDENCY_UNAVAILABLE,
            "partner-token-not-stored",
            "The token cannot be recorded now.",
            atTheSameMoment);
      }
    }
  }

  private static AuditEntry row(ShownToken shown) {
    return shown
        .context()
        .in(
            AuditEntry.of("partner-token.accepted", Outcome.GRANTED, "", shown.caller().name())
                .about(shown.id()))
        .with("caller_kind", EndpointKind.of(shown.caller()).text())
        .with("client_id", shown.vouched().clientId())
        .with("scope_here", shown.scope().scope());
  }
}
