package org.bailiwick.master.oauth;

import java.time.Clock;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessTokenMint;
import org.bailiwick.master.access.MintedAccessToken;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.authorizationcontext.AuthorizationContexts;
import org.bailiwick.master.caller.EndpointKind;
import org.bailiwick.master.dpop.DpopProof;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.dpop.RequestTarget;
import org.bailiwick.master.grantedquestion.GrantedQuestions;
import org.bailiwick.master.parties.ScopeIntersection;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.policy.PrincipalQuestion;
import org.bailiwick.master.policy.RequestedRights;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.GrantOrigin;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Serves the jwt-bearer grant (identity chaining section 2.4). A foreign agent presents a grant of
 * its own authorization server, and gets an access token that is bound to all that it has proved:
 * the certificate of the connection, the key of a DPoP proof (RFC 9449 section 5), or both. The
 * token expires no later than the certificate. Without a certificate, the partner's description
 * must permit it, and the grant must name the client and be bound to the same key.
 */
final class GrantExchange {

  static final String GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  private final AssertionCheck check;
  private final DpopProofs proofs;
  private final OwnTokens tokens;
  private final TokenLedger ledger;
  private final Gate gate;
  private final GroupWriter writer;
  private final TokenSettings settings;
  private final AccessTokenMint mint;
  private final Clock clock;

  GrantExchange(
      AssertionCheck check,
      DpopProofs proofs,
      OwnTokens tokens,
      TokenLedger ledger,
      Gate gate,
      GroupWriter writer,
      TokenSettings settings,
      Clock clock) {
    this.check = check;
    this.proofs = proofs;
    this.tokens = tokens;
    this.ledger = ledger;
    this.gate = gate;
    this.writer = writer;
    this.settings = settings;
    this.mint = new AccessTokenMint(tokens, ledger, settings.accessTokenLifetime(), clock);
    this.clock = clock;
  }

  IssuedToken exchange(TokenRequest request, ProvedClient client) {
    VerifiedPeer peer =
        client
            .peer()
            .filter(shown -> shown.kind() == VerifiedPeer.Kind.FOREIGN)
            .orElseThrow(
                () ->
                    new OAuthRefusal(
                        OAuthError.UNAUTHORIZED_CLIENT,
                        "client-kind",
                        "This grant type is for partners' agents."));
    request.requireClient(client);
    Optional<DpopProof> proof =
        request.proofs().isEmpty() ? Optional.empty() : Optional.of(proof(request));
    return exchanged(request, ProvedClient.of(peer, proof));
  }

  /** The same for a client without certificate. */
  IssuedToken exchangeByKey(TokenRequest request) {
    SpiffeId client = named(request);
    check.requirePermitted(client);
    return exchanged(request, ProvedClient.byKey(client, proof(request)));
  }

  /** The verified proof of a request; its use is recorded separately. */
  DpopProof proof(TokenRequest request) {
    RequestTarget target = new RequestTarget("POST", settings.tokenEndpoint());
    return proofs.verify(request.proofs(), target, Optional.empty());
  }

  /** The client that the request names; the grant must say the same. */
  private static SpiffeId named(TokenRequest request) {
    try {
      return SpiffeId.parse(request.require("client_id"));
    } catch (ProblemException e) {
      throw new OAuthRefusal(
          OAuthError.INVALID_CLIENT, "client-id", "client_id is not a SPIFFE id.");
    }
  }

  private IssuedToken exchanged(TokenRequest request, ProvedClient client) {
    request.requireResource(settings.issuer());
    Partner partner = check.partnerOf(client.id());
    Assertion assertion = check.verify(request.require("assertion"), client, partner);
    RequestedRights rights = rights(request, assertion);
    client.proof().ifPresent(proofs::use);
    Question question =
        PrincipalQuestion.of(
            JobQuestion.admitToToken(
                JobQuestion.CallerFacts.of(client.subject(clock.instant()), client.methods()),
                rights),
            assertion.origin().principal());
    AuditEntry permit = gate.require(question);
    MintedAccessToken token = mint(assertion, rights.scope(), client);
    commit(new Issue(token, assertion.context(), question, permit), client);
    String type = client.proof().isPresent() ? "DPoP" : "Bearer";
    return new IssuedToken(token.compact(), type, Optional.empty(), token.record());
  }

  private static RequestedRights rights(TokenRequest request, Assertion assertion) {
    CapabilitySet own = ScopeIntersection.of(assertion.limits().getFirst(), assertion.limits());
    CapabilitySet permitted = ScopeIntersection.of(assertion.scope(), assertion.limits());
    Optional<CapabilitySet> asked = request.find("scope").map(CapabilitySet::parseScope);
    CapabilitySet scope =
        asked
            .map(wanted -> CapabilitySet.of(wanted.stream().filter(permitted::covers).toList()))
            .orElse(permitted);
    if (scope.isEmpty()) {
      throw new OAuthRefusal(
          OAuthError.INVALID_SCOPE, "scope-empty", "No part of the requested scope is granted.");
    }
    return new RequestedRights(own, Optional.of(assertion.scope()), asked, scope);
  }

  private MintedAccessToken mint(Assertion assertion, CapabilitySet scope, ProvedClient client) {
    return mint.mint(
        new AccessTokenMint.Order(
            assertion.subject(),
            TokenOrigin.of(assertion.origin(), client.identity()),
            scope,
            client.binding(),
            client.end()));
  }

  /** What is stored together. */
  private record Issue(
      MintedAccessToken token,
      AuthorizationContext context,
      Question question,
      AuditEntry permit) {}

  /** Stores the grant's use and the token in one commit, so that a second use fails. */
  private void commit(Issue issue, ProvedClient client) {
    TokenRecord record = issue.token().record();
    AuditEntry issued =
        issue
            .context()
            .in(AuditEntry.of("token.issued", Outcome.GRANTED, "", record.origin().caller().name()))
            .about(record.jti())
            .with("caller_kind", EndpointKind.of(record.origin().caller()).text())
            .with("grant_scope", issue.context().scope())
            .with("grant_actor", record.origin().grant().map(GrantOrigin::actor).orElseThrow())
            .with("scope", record.scope().scope())
            .with("token_sha256", record.sha256().orElseThrow())
            .with("jkt", client.proof().map(DpopProof::key).orElse(""));
    try {
      writer.commit(
          ledger
              .insertion(record, issue.token().place())
              .thenReferring(
                  AuthorizationContexts.insertion(record.jti(), issue.context())
                      .and(GrantedQuestions.insertion(record, issue.question()))),
          issue.permit(),
          tokens.withSigner(issued, issue.token().compact()));
    } catch (ConflictException e) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID, "grant-replayed", "The grant was used before.", e);
    }
  }
}
