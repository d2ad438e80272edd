package org.bailiwick.master.tokenstatus;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.oauth.OAuthError;
import org.bailiwick.master.oauth.OAuthRefusal;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.TokenEndOrder;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Ends an access token for the client to which it was issued (RFC 7009), also an expired one, on
 * which jobs may still rest. The client is known by its name: it may have renewed its certificate
 * since. A token of somebody else is not ended, and unlike in section 2.1 the answer does not say
 * so.
 */
@Dependent
class ClientRevocation {

  private final PresentedTokens presented;
  private final Gate gate;
  private final TokenRevoker revoker;
  private final GroupWriter writer;

  @Inject
  ClientRevocation(PresentedTokens presented, Gate gate, TokenRevoker revoker, GroupWriter writer) {
    this.presented = presented;
    this.gate = gate;
    this.revoker = revoker;
    this.writer = writer;
  }

  void revoke(String compact, VerifiedPeer client) {
    CallerIdentity caller = CallerIdentity.of(client);
    if (PresentedTokens.claimsToBeTxnToken(compact)) {
      throw new OAuthRefusal(
          OAuthError.UNSUPPORTED_TOKEN_TYPE,
          "token-kind",
          "A Txn-Token ends with its step, and is not revoked here.");
    }
    Optional<TokenRecord> token = presented.recorded(compact);
    if (token.isPresent()) {
      revoke(token.get(), client, caller);
    } else {
      writer.recordRefusal(
          AuditEntry.of("token.not-revoked", Outcome.DENIED, "token-unknown", caller.name()));
    }
  }

  private void revoke(TokenRecord token, VerifiedPeer client, CallerIdentity caller) {
    boolean own = token.kind() == TokenKind.ACCESS && token.origin().caller().isSame(caller);
    AuditEntry permit;
    try {
      permit =
          gate.require(
              JobQuestion.endToken(
                  JobQuestion.Subject.of(client), token.jti(), token.kind().text(), own));
    } catch (ProblemException e) {
      if (!own && e.type() == ProblemType.POLICY_DENIED) {
        return; // the gate has recorded the denial
      }
      throw e;
    }
    if (own) {
      revoker.end(token, new TokenEndOrder(EndCause.CLIENT, caller.name(), ""), permit);
    } else {
      // Whatever an operator's policy says, this endpoint ends tokens of their own client only.
      gate.record(permit);
    }
  }
}
