package org.bailiwick.master.oauth;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.access.MintedAccessToken;
import org.bailiwick.master.chaining.ChainRequest;
import org.bailiwick.master.chaining.ChainedGrants;
import org.bailiwick.master.chaining.GrantForm;
import org.bailiwick.master.clientauth.ClientAuthentication;
import org.bailiwick.master.clientauth.ShownCredentials;
import org.bailiwick.master.clientgrant.ClientCredentialsGrant;
import org.bailiwick.master.dpop.DpopProof;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.dpop.RequestTarget;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.parties.RecordedCallers;
import org.bailiwick.master.persongrant.PersonGrant;
import org.bailiwick.master.persongrant.PersonTokenRequest;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;

/** Chooses the exchange by grant type, and audits refusals, which become OAuth errors. */
public final class TokenEndpoint {

  /** The collaborators of the endpoint. */
  public record Parts(
      PartnerDirectory partners,
      OwnTokens tokens,
      TokenLedger ledger,
      TransactionTokenMint mint,
      AgentInventory inventory,
      Gate gate,
      GroupWriter writer,
      Clock clock) {}

  /**
   * Who the clients are, and what workloads of this domain and people get by themselves.
   *
   * @param callers whether the caller of a job may still have it go on
   * @param chained makes grants for other domains
   * @param people the grants of people's clients, if there are any
   */
  public record Clients(
      ClientAuthentication authentication,
      ClientCredentialsGrant own,
      RecordedCallers callers,
      ChainedGrants chained,
      Optional<PersonGrant> people) {

    /** Without people. */
    public Clients(
        ClientAuthentication authentication,
        ClientCredentialsGrant own,
        RecordedCallers callers,
        ChainedGrants chained) {
      this(authentication, own, callers, chained, Optional.empty());
    }
  }

  private final GrantExchange grants;
  private final ReplacementExchange replacements;
  private final Clients clients;
  private final DpopProofs proofs;
  private final TokenSettings settings;
  private final GroupWriter writer;

  public TokenEndpoint(Parts parts, Clients clients, DpopProofs proofs, TokenSettings settings) {
    this.clients = clients;
    this.settings = settings;
    this.grants =
        new GrantExchange(
            new AssertionCheck(parts.partners(), settings, parts.clock()),
            proofs,
            parts.tokens(),
            parts.ledger(),
            parts.gate(),
            parts.writer(),
            settings,
            parts.clock());
    this.replacements =
        new ReplacementExchange(
            parts.mint(),
            parts.ledger(),
            clients.callers(),
            parts.inventory(),
            parts.gate(),
            parts.writer(),
            parts.clock());
    this.proofs = proofs;
    this.writer = parts.writer();
  }

  IssuedToken issue(TokenRequest request, Optional<VerifiedPeer> peer) {
    Optional<SpiffeId> known = peer.map(VerifiedPeer::id);
    try {
      request.requireNoQuery();
      ShownCredentials shown = request.credentials(peer);
      if (request.find("grant_type").filter(PersonGrant::serves).isPresent()) {
        return ofPerson(request, shown);
      }
      if (shown.isNone() && request.provesKey()) {
        return grants.exchangeByKey(request);
      }
      ProvedClient client = clients.authentication().authenticate(shown);
      known = Optional.of(client.id());
      return exchange(request, client);
    } catch (OAuthRefusal e) {
      throw audited(e, known);
    } catch (ProblemException e) {
      throw audited(inOAuthTerms(e), known);
    }
  }

  /**
   * A client of people has nothing by which it could show who it is, but an attestation if its file
   * says so.
   */
  private IssuedToken ofPerson(TokenRequest request, ShownCredentials shown) {
    PersonGrant people =
        clients
            .people()
            .orElseThrow(
                () ->
                    new OAuthRefusal(
                        OAuthError.UNSUPPORTED_GRANT_TYPE,
                        "grant-type",
                        "This grant type is not supported."));
    requireAttested(request, shown, people.attesterOf(request.require("client_id")));
    request.requireResource(settings.issuer());
    PersonTokenRequest asked =
        new PersonTokenRequest(
            request::require, request.proofs(), request.find("scope").orElse(""));
    boolean isFirst = request.require("grant_type").equals(PersonGrant.AUTHORIZATION_CODE);
    return IssuedToken.of(isFirst ? people.redeem(asked) : people.refresh(asked));
  }

  private void requireAttested(
      TokenRequest request, ShownCredentials shown, Optional<String> attester) {
    request.requireNoCredentials(shown, attester);
    attester.ifPresent(
        named ->
            clients
                .authentication()
                .attestation()
                .ofPeople(
                    request.shown(),
                    request.require("client_id"),
                    named,
                    new RequestTarget("POST", settings.tokenEndpoint())));
  }

  private IssuedToken exchange(TokenRequest request, ProvedClient client) {
    return switch (request.require("grant_type")) {
      case GrantExchange.GRANT_TYPE -> grants.exchange(request, client);
      case ClientCredentialsGrant.GRANT_TYPE -> ofItsOwn(request, client);
      case ReplacementExchange.GRANT_TYPE -> exchanged(request, client);
      default ->
          throw new OAuthRefusal(
              OAuthError.UNSUPPORTED_GRANT_TYPE, "grant-type", "This grant type is not supported.");
    };
  }

  /** A token is exchanged for a grant for another domain, or for a narrower token. */
  private IssuedToken exchanged(TokenRequest request, ProvedClient client) {
    return request
        .find("requested_token_type")
        .flatMap(GrantForm::find)
        .map(form -> chained(request, client, form))
        .orElseGet(() -> replacements.exchange(request, client));
  }

  /**
   * Identity chaining section 2.3.1: the target is the audience, or the resource if there is none.
   * Beside an audience, the resource is what the grant is restricted to, as an ID-JAG has it.
   */
  private IssuedToken chained(TokenRequest request, ProvedClient client, GrantForm form) {
    request.requireClient(client);
    if (request.find("actor_token").isPresent()) {
      throw new OAuthRefusal(
          OAuthError.INVALID_REQUEST, "actor-token", "The client is the only actor.");
    }
    boolean byResource = form == GrantForm.JWT && request.find("audience").isEmpty();
    Optional<DpopProof> proof = client.proof().or(() -> newProof(request));
    return IssuedToken.of(
        clients
            .chained()
            .issue(
                client,
                new ChainRequest(
                    form,
                    new ChainRequest.Presented(
                        request.require("subject_token"), request.require("subject_token_type")),
                    request.require(byResource ? "resource" : "audience"),
                    byResource ? Optional.empty() : request.find("resource"),
                    request.find("scope").map(CapabilitySet::parseScope),
                    proof.map(DpopProof::key))));
  }

  /** The proof of a client that has authenticated by its certificate; it is used now. */
  private Optional<DpopProof> newProof(TokenRequest request) {
    if (request.proofs().isEmpty()) {
      return Optional.empty();
    }
    DpopProof proof = grants.proof(request);
    proofs.use(proof);
    return Optional.of(proof);
  }

  private IssuedToken ofItsOwn(TokenRequest request, ProvedClient client) {
    request.requireNoProof(client);
    request.requireClient(client);
    request.requireResource(settings.issuer());
    MintedAccessToken token =
        clients.own().issue(client, request.find("scope").map(CapabilitySet::parseScope));
    String type = client.proof().isPresent() ? "DPoP" : "Bearer";
    return new IssuedToken(token.compact(), type, Optional.empty(), token.record());
  }

  /**
   * Converts a problem to an OAuth error. Faults of the node itself stay problems (503, 500),
   * because RFC 6749 has no error codes for them.
   */
  private static OAuthRefusal inOAuthTerms(ProblemException problem) {
    OAuthError error =
        switch (problem.type()) {
          case ACCESS_TOKEN_INVALID, INSUFFICIENT_USER_AUTHENTICATION -> OAuthError.INVALID_GRANT;
          case PROOF_OF_POSSESSION_FAILED -> OAuthError.ofProof(problem.check());
          case PEER_CERTIFICATE_REQUIRED, CREDENTIAL_NOT_TRUSTED, CREDENTIAL_REVOKED ->
              OAuthError.INVALID_CLIENT;
          case DPOP_PROOF_INVALID -> OAuthError.INVALID_DPOP_PROOF;
          case DPOP_NONCE_REQUIRED -> OAuthError.USE_DPOP_NONCE;
          case SCOPE_TOO_WIDE -> OAuthError.INVALID_SCOPE;
          case POLICY_DENIED -> OAuthError.UNAUTHORIZED_CLIENT;
          case MALFORMED_REQUEST -> ofMalformed(problem.check());
          default -> throw problem;
        };
    return new OAuthRefusal(error, problem.check(), problem.detail(), problem.extensions());
  }

  private static OAuthError ofMalformed(String check) {
    if (check.startsWith("capability")) {
      return OAuthError.INVALID_SCOPE;
    }
    return check.startsWith("target-") ? OAuthError.INVALID_TARGET : OAuthError.INVALID_REQUEST;
  }

  private OAuthRefusal audited(OAuthRefusal refusal, Optional<SpiffeId> client) {
    String subject = client.map(SpiffeId::toString).orElse("anonymous");
    AuditEntry row =
        AuditEntry.of("token.refused", Outcome.DENIED, refusal.check(), subject)
            .about("/oauth/token")
            .with("error", refusal.error().code());
    for (Map.Entry<String, String> detail : refusal.details().entrySet()) {
      row = row.with(detail.getKey(), detail.getValue());
    }
    writer.recordRefusal(row);
    return refusal;
  }
}
