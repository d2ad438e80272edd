package org.bailiwick.master.chaining;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.authorizationcontext.AuthorizationContexts;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.parties.RecordedCallers;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.master.transactiontoken.Budget;
import org.bailiwick.master.transactiontoken.TransactionToken;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;

/**
 * Reads the tokens that agents exchange for grants: Txn-Tokens of running jobs and the agents' own
 * access tokens. A token that does not count is an invalid request (RFC 8693 section 2.2.2).
 */
@Dependent
public class SubjectTokens {

  static final String TXN_TOKEN = "urn:ietf:params:oauth:token-type:txn_token";
  static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  /** As in the token ledger; a longer line of ancestors is an error in the data. */
  private static final int MOST_ANCESTORS = 32;

  private final TransactionTokenMint mint;
  private final AccessTokens accessTokens;
  private final TokenLedger ledger;
  private final AuthorizationContexts contexts;
  private final RecordedCallers callers;

  @Inject
  public SubjectTokens(
      TransactionTokenMint mint,
      AccessTokens accessTokens,
      TokenLedger ledger,
      AuthorizationContexts contexts,
      RecordedCallers callers) {
    this.mint = mint;
    this.accessTokens = accessTokens;
    this.ledger = ledger;
    this.contexts = contexts;
    this.callers = callers;
  }

  SubjectToken read(ProvedClient agent, ChainRequest.Presented presented) {
    return asRequest(
        () ->
            switch (presented.type()) {
              case TXN_TOKEN -> transaction(agent, presented.compact());
              case ACCESS_TOKEN -> access(agent, presented.compact());
              default ->
                  throw refused(
                      "subject-token-type", "A token of this type is not exchanged for a grant.");
            });
  }

  /** Refuses what the caller, on whose request the token rests, may not have done any more. */
  void requireRights(SubjectToken token, CapabilitySet scope) {
    Optional<String> refusal = callers.refusal(token.record(), token.subject(), scope);
    if (refusal.isPresent()) {
      ProblemType type =
          RecordedCallers.isAboutScope(refusal.get())
              ? ProblemType.SCOPE_TOO_WIDE
              : ProblemType.MALFORMED_REQUEST;
      throw new ProblemException(
          type, refusal.get(), "The caller may not have this done any more.");
    }
  }

  private SubjectToken transaction(ProvedClient agent, String compact) {
    TransactionToken token = mint.read(compact);
    TokenRecord record = requireLive(token.jti());
    ActorChain actors = ActorChain.of(token.call().actor()).after(actorsBefore(record));
    return new SubjectToken(
        record,
        token.transaction().subject(),
        actors,
        Optional.of(token.transaction().txn()),
        Optional.of(token.call().budget().map(Budget::fanOut).orElse(0)),
        token.call().callee().filter(agent.id().toString()::equals).isPresent());
  }

  private SubjectToken access(ProvedClient agent, String compact) {
    AccessToken token = shown(agent, compact);
    return new SubjectToken(
        requireLive(token.jti()),
        token.subject(),
        new ActorChain(List.of()),
        Optional.empty(),
        Optional.empty(),
        true);
  }

  /** The token of an attested agent is bound to its key, and to its certificate if it has one. */
  private AccessToken shown(ProvedClient agent, String compact) {
    return agent.attestation().isPresent()
        ? accessTokens.verify(compact, agent.peer(), agent.proof().orElseThrow().key())
        : accessTokens.verify(compact, agent.peer().orElseThrow());
  }

  private TokenRecord requireLive(String jti) {
    return switch (ledger.state(jti)) {
      case TokenState.Live live -> live.token();
      case TokenState.Ended ended ->
          throw refused("subject-token-ended", "The subject token has been ended.");
      case TokenState.Unknown unknown ->
          throw refused("subject-token-unknown", "This server has not issued the subject token.");
    };
  }

  /** The agents that acted before the job's caller, as the grant named them that came with it. */
  private ActorChain actorsBefore(TokenRecord token) {
    Optional<TokenRecord> at = Optional.of(token);
    for (int depth = 0; depth < MOST_ANCESTORS && at.isPresent(); depth++) {
      if (at.get().kind() == TokenKind.ACCESS || at.get().kind() == TokenKind.PARTNER) {
        break;
      }
      at = at.get().origin().parent().flatMap(ledger::find);
    }
    return at.flatMap(access -> contexts.ofToken(access.jti()))
        .map(AuthorizationContext::act)
        .map(act -> ActorChain.of(StrictJson.object(act)))
        .orElseGet(() -> new ActorChain(List.of()));
  }

  /** RFC 8693 section 2.2.2: a subject token that does not count is an invalid request. */
  private static SubjectToken asRequest(Supplier<SubjectToken> reading) {
    try {
      return reading.get();
    } catch (ProblemException e) {
      throw e.type() == ProblemType.ACCESS_TOKEN_INVALID ? refused(e.check(), e.detail()) : e;
    }
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
