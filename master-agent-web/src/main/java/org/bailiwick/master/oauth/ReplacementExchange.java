package org.bailiwick.master.oauth;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.transactiontoken.MintedToken;
import org.bailiwick.master.transactiontoken.Replacement;
import org.bailiwick.master.transactiontoken.TransactionToken;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/** Exchanges a Txn-Token for one with a narrower scope (Txn-Tokens sections 11 and 13.15). */
final class ReplacementExchange {

  static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange";
  static final String TXN_TOKEN = "urn:ietf:params:oauth:token-type:txn_token";

  private final TransactionTokenMint mint;
  private final TokenLedger ledger;
  private final Gate gate;
  private final GroupWriter writer;
  private final String trustDomain;

  ReplacementExchange(
      TransactionTokenMint mint,
      TokenLedger ledger,
      Gate gate,
      GroupWriter writer,
      String trustDomain) {
    this.mint = mint;
    this.ledger = ledger;
    this.gate = gate;
    this.writer = writer;
    this.trustDomain = trustDomain;
  }

  IssuedToken exchange(TokenRequest request, VerifiedPeer peer) {
    if (peer.kind() != VerifiedPeer.Kind.AGENT) {
      throw new OAuthRefusal(
          OAuthError.UNAUTHORIZED_CLIENT,
          "client-kind",
          "This grant type is for the domain's agents.");
    }
    requireTypes(request);
    Replacement replacement =
        new Replacement(
            peer,
            request.require("subject_token"),
            CapabilitySet.parseScope(request.require("scope")),
            request.find("resource").map(SpiffeId::parse));
    TransactionToken given = mint.read(replacement.subjectToken());
    AuditEntry permit =
        gate.require(
            JobQuestion.replaceToken(
                JobQuestion.Subject.of(peer),
                given.transaction().context().getString("job"),
                new JobQuestion.Path(
                    TransactionTokenMint.isOnPath(replacement, given),
                    given.scope().covers(replacement.scope()))));
    MintedToken minted = mint.replace(replacement);
    writer.commit(ledger.insertion(minted.record()), permit, replaced(minted, given, peer));
    return new IssuedToken(minted.compact(), "N_A", Optional.of(TXN_TOKEN), minted.record());
  }

  private void requireTypes(TokenRequest request) {
    boolean areTxnTokens =
        request.require("subject_token_type").equals(TXN_TOKEN)
            && request.require("requested_token_type").equals(TXN_TOKEN);
    if (!areTxnTokens || request.find("actor_token").isPresent()) {
      throw new OAuthRefusal(
          OAuthError.INVALID_REQUEST,
          "token-types",
          "A Txn-Token is exchanged for a Txn-Token only.");
    }
    if (!request.require("audience").equals(trustDomain)) {
      throw new OAuthRefusal(
          OAuthError.INVALID_TARGET, "audience-unknown", "Txn-Tokens are for this domain only.");
    }
  }

  private static AuditEntry replaced(
      MintedToken minted, TransactionToken given, VerifiedPeer peer) {
    return AuditEntry.of("token.replaced", Outcome.GRANTED, "", peer.id().toString())
        .about(minted.record().jti())
        .with("parent", given.jti())
        .with("txn", given.transaction().txn())
        .with("scope", minted.record().scope().scope())
        .with("callee", minted.record().holder().orElse(""))
        .with("token_sha256", minted.record().sha256().orElseThrow());
  }
}
