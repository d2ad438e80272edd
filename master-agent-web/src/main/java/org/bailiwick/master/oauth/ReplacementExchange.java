package org.bailiwick.master.oauth;

import java.time.Clock;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.parties.RecordedCallers;
import org.bailiwick.master.policy.TokenQuestion;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenLedger.ExchangeLimits;
import org.bailiwick.master.transactiontoken.Budget;
import org.bailiwick.master.transactiontoken.LiveToken;
import org.bailiwick.master.transactiontoken.MintedToken;
import org.bailiwick.master.transactiontoken.Replacement;
import org.bailiwick.master.transactiontoken.RequestTerms;
import org.bailiwick.master.transactiontoken.TransactionToken;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.writer.GroupWriter;

/** Exchanges a Txn-Token for one with a narrower scope (Txn-Tokens sections 11 and 13.15). */
final class ReplacementExchange {

  static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:token-exchange";
  static final String TXN_TOKEN = "urn:ietf:params:oauth:token-type:txn_token";

  private final TransactionTokenMint mint;
  private final TokenLedger ledger;
  private final RecordedCallers callers;
  private final AgentInventory inventory;
  private final Gate gate;
  private final GroupWriter writer;
  private final Clock clock;

  ReplacementExchange(
      TransactionTokenMint mint,
      TokenLedger ledger,
      RecordedCallers callers,
      AgentInventory inventory,
      Gate gate,
      GroupWriter writer,
      Clock clock) {
    this.mint = mint;
    this.ledger = ledger;
    this.callers = callers;
    this.inventory = inventory;
    this.gate = gate;
    this.writer = writer;
    this.clock = clock;
  }

  IssuedToken exchange(TokenRequest request, ProvedClient client) {
    if (!client.isOwnAgent()) {
      throw new OAuthRefusal(
          OAuthError.UNAUTHORIZED_CLIENT,
          "client-kind",
          "This grant type is for the domain's agents.");
    }
    request.requireNoProof(client);
    requireTypes(request);
    LiveToken live = mint.readLive(request.require("subject_token"));
    TransactionToken given = live.token();
    Replacement replacement = replacement(request, client.id(), live);
    AuditEntry permit =
        gate.require(
            TokenQuestion.replaceToken(
                client.subject(),
                given.transaction().context().getString("job"),
                new TokenQuestion.Path(
                    TransactionTokenMint.isOnPath(replacement),
                    given.scope().covers(replacement.scope()),
                    replacement.callee().isPresent(),
                    replacement.terms().orderSha256().isPresent())));
    requireCaller(live, replacement.scope());
    replacement.callee().ifPresent(callee -> requireCallable(callee, replacement.scope()));
    MintedToken minted = mint.replace(replacement);
    Budget budget = TransactionTokenMint.budget(given);
    writer.commit(
        ledger.exchange(minted.record(), new ExchangeLimits(budget.exchanges(), budget.fanOut())),
        permit,
        mint.withSigner(replaced(minted, given, replacement), minted.compact()));
    return new IssuedToken(minted.compact(), "N_A", Optional.of(TXN_TOKEN), minted.record());
  }

  private static Replacement replacement(TokenRequest request, SpiffeId workload, LiveToken given) {
    return new Replacement(
        workload,
        given,
        CapabilitySet.parseScope(request.require("scope")),
        request.find("resource").map(SpiffeId::parse),
        RequestTerms.parse(
            request.find("request_context"),
            request.find("request_details"),
            given.token().transaction().context()));
  }

  /**
   * A transaction begins with a job, whose plan was decided. So no other token and no statement of
   * a workload begins one here (decision 84).
   */
  private void requireTypes(TokenRequest request) {
    if (!request.require("requested_token_type").equals(TXN_TOKEN)) {
      throw invalidRequest("requested-token-type", "Only Txn-Tokens are issued in exchange.");
    }
    if (!request.require("subject_token_type").equals(TXN_TOKEN)) {
      throw invalidRequest(
          "subject-token-type", "Only a Txn-Token is exchanged; a transaction begins with a job.");
    }
    if (request.find("actor_token").isPresent() || request.find("actor_token_type").isPresent()) {
      throw invalidRequest("actor-token", "The actor is the client; it takes no token.");
    }
    if (!request.require("audience").equals(mint.trustDomain())) {
      throw invalidTarget("audience-unknown", "Txn-Tokens are for this domain only.");
    }
  }

  /** The caller of the job must still stand, with the scope that goes on. */
  private void requireCaller(LiveToken live, CapabilitySet scope) {
    String principal = live.token().transaction().subject();
    Optional<String> refusal = callers.refusal(live.row(), principal, scope);
    if (refusal.isPresent()) {
      OAuthError error =
          RecordedCallers.isAboutScope(refusal.get())
              ? OAuthError.INVALID_SCOPE
              : OAuthError.INVALID_GRANT;
      throw new OAuthRefusal(error, refusal.get(), "The caller of the job may not go on.");
    }
  }

  /**
   * Refuses a callee that could not execute the order: an agent of another domain, one that the
   * registry does not list, whose credential has ended, or that has none of the capabilities.
   */
  private void requireCallable(SpiffeId callee, CapabilitySet scope) {
    if (!callee.trustDomain().name().equals(mint.trustDomain())) {
      throw invalidTarget("callee-domain", "The resource is not an agent of this domain.");
    }
    inventory.requireFresh();
    KnownAgent agent = listed(callee);
    switch (agent.status(clock.instant())) {
      case "listed" -> {
        // Its credential is in force.
      }
      case "revoked" -> throw revoked();
      case "expired" ->
          throw invalidTarget("callee-expired", "The credential of the resource has expired.");
      case "quarantined" ->
          throw invalidTarget("callee-quarantined", "The resource is in quarantine.");
      default -> throw notListed();
    }
    if (scope.stream().noneMatch(agent.capabilities()::covers)) {
      throw invalidTarget("callee-capability", "The resource has no capability of the scope.");
    }
  }

  private KnownAgent listed(SpiffeId callee) {
    if (!callee.isAgent()) {
      throw notListed();
    }
    AgentId agent = AgentId.of(callee);
    return inventory
        .find(agent)
        .orElseThrow(() -> inventory.wasRevoked(agent) ? revoked() : notListed());
  }

  private static OAuthRefusal notListed() {
    return invalidTarget("callee-not-listed", "The registry does not list the resource.");
  }

  private static OAuthRefusal revoked() {
    return invalidTarget("callee-revoked", "The credential of the resource was revoked.");
  }

  private static OAuthRefusal invalidRequest(String check, String description) {
    return new OAuthRefusal(OAuthError.INVALID_REQUEST, check, description);
  }

  private static OAuthRefusal invalidTarget(String check, String description) {
    return new OAuthRefusal(OAuthError.INVALID_TARGET, check, description);
  }

  private static AuditEntry replaced(
      MintedToken minted, TransactionToken given, Replacement replacement) {
    String workload = replacement.workload().toString();
    return AuditEntry.of("token.replaced", Outcome.GRANTED, "", workload)
        .about(minted.record().jti())
        .with("parent", given.jti())
        .with("txn", given.transaction().txn())
        .with("scope", minted.record().scope().scope())
        .with("callee", minted.record().holder().orElse(""))
        .with("request_id", replacement.terms().requestId().orElse(""))
        .with("order_sha256", replacement.terms().orderSha256().orElse(""))
        .with("token_sha256", minted.record().sha256().orElseThrow());
  }
}
