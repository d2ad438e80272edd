package org.bailiwick.master.authorization;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.clientauth.AttestedKey;
import org.bailiwick.master.clientauth.ClientAttestation;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.dpop.RequestTarget;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.identityprovider.RequestedAuthentication;
import org.bailiwick.master.oauth.OAuthError;
import org.bailiwick.master.oauth.OAuthRefusal;
import org.bailiwick.master.oauth.TokenRequest;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.master.peopleclients.PeopleClient;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.master.personsession.PersonRights;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/** Checks a pushed authorization request (RFC 9126 section 2.1) and stores it. */
public final class PushedRequestEndpoint {

  /** RFC 9126 section 2.2. */
  static final String URN = "urn:ietf:params:oauth:request_uri:";

  private static final Pattern SHA256 = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** RFC 6749 appendix A.5. */
  private static final Pattern STATE = Pattern.compile("[ -~]{1,512}");

  private final AuthorizationRequests requests;
  private final PeopleClients clients;
  private final IdentityProviders providers;
  private final DpopProofs proofs;
  private final ClientAttestation attestation;
  private final GroupWriter writer;
  private final TokenSettings settings;

  PushedRequestEndpoint(
      AuthorizationRequests requests,
      PeopleClients clients,
      IdentityProviders providers,
      DpopProofs proofs,
      ClientAttestation attestation,
      GroupWriter writer,
      TokenSettings settings) {
    this.requests = requests;
    this.clients = clients;
    this.providers = providers;
    this.proofs = proofs;
    this.attestation = attestation;
    this.writer = writer;
    this.settings = settings;
  }

  /** The answer of RFC 9126 section 2.2. */
  JsonObject push(TokenRequest form, Optional<VerifiedPeer> peer) {
    try {
      AuthorizationRequest request = checked(form, peer);
      return Json.createObjectBuilder()
          .add("request_uri", URN + requests.push(request).value())
          .add("expires_in", AuthorizationRequests.REQUEST_LIFETIME.toSeconds())
          .build();
    } catch (OAuthRefusal e) {
      throw audited(e, form);
    } catch (ProblemException e) {
      throw audited(inOAuthTerms(e), form);
    }
  }

  private AuthorizationRequest checked(TokenRequest form, Optional<VerifiedPeer> peer) {
    form.requireNoQuery();
    PeopleClient client = client(form, peer);
    Optional<String> attested = attestedKey(form, client);
    String redirectUri = form.require("redirect_uri");
    requireForm(form);
    form.requireResource(settings.issuer());
    if (!providers.isDescribed(client.provider())) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "provider-description",
          "The client's identity provider is not described now.");
    }
    AuthorizationRequest request =
        new AuthorizationRequest(
            client.id(),
            client.provider(),
            redirectUri,
            form.find("state").map(PushedRequestEndpoint::state),
            scope(form, client),
            challenge(form),
            key(form, attested),
            RequestedAuthentication.parse(form.find("acr_values"), form.find("max_age")));
    // Last, because the client's metadata document may have to be fetched for it.
    Optional<String> refusal = client.redirectRefusal(redirectUri);
    if (refusal.isPresent()) {
      throw invalid(refusal.get(), "The redirect URI is not one of the client's.");
    }
    return request;
  }

  private PeopleClient client(TokenRequest form, Optional<VerifiedPeer> peer) {
    String id = form.require("client_id");
    Optional<PeopleClient> client = clients.find(id);
    form.requireNoCredentials(form.credentials(peer), client.flatMap(PeopleClient::attester));
    return client.orElseThrow(
        () ->
            new OAuthRefusal(
                OAuthError.INVALID_CLIENT,
                clients.unknownCheck(id),
                "There is no such client of people."));
  }

  /** The key of the client's instance, if its file names an attester. */
  private Optional<String> attestedKey(TokenRequest form, PeopleClient client) {
    return client
        .attester()
        .map(attester -> attestation.ofPeople(form.shown(), client.id(), attester, target()))
        .map(AttestedKey::thumbprint);
  }

  private RequestTarget target() {
    return new RequestTarget("POST", settings.pushedRequestEndpoint());
  }

  private static void requireForm(TokenRequest form) {
    if (form.find("request").isPresent() || form.find("request_uri").isPresent()) {
      throw invalid("request-object", "Request objects are not supported here.");
    }
    if (!form.require("response_type").equals("code")) {
      throw new OAuthRefusal(
          OAuthError.UNSUPPORTED_RESPONSE_TYPE, "response-type", "The response type is code.");
    }
    if (form.find("response_mode").filter(mode -> !mode.equals("query")).isPresent()) {
      throw invalid("response-mode", "The response mode is query.");
    }
    if (!form.require("code_challenge_method").equals("S256")) {
      throw invalid("code-challenge-method", "The method of the code challenge is S256.");
    }
  }

  private static String state(String text) {
    if (!STATE.matcher(text).matches()) {
      throw invalid("state-form", "A state is 1 to 512 printable ASCII characters.");
    }
    return text;
  }

  private static String challenge(TokenRequest form) {
    String challenge = form.require("code_challenge");
    if (!SHA256.matcher(challenge).matches()) {
      throw invalid("code-challenge-form", "The code challenge is not a SHA-256 in base64url.");
    }
    return challenge;
  }

  /** The scope as it was asked for, if the client may have a part of it. */
  private static String scope(TokenRequest form, PeopleClient client) {
    Optional<CapabilitySet> asked = form.find("scope").map(CapabilitySet::parseScope);
    if (asked.filter(scope -> PersonRights.shared(scope, client.scopes()).isEmpty()).isPresent()) {
      throw new OAuthRefusal(
          OAuthError.INVALID_SCOPE, "scope-empty", "The client may have no part of the scope.");
    }
    return asked.map(CapabilitySet::scope).orElse("");
  }

  /**
   * The key of a proof, or that which is named (RFC 9449 sections 10 and 10.1). The use of the
   * proof is not stored, since strangers could fill the table: who sends it again has a request
   * that is bound to a key which only the client can prove. An attested key binds in any case.
   */
  private Optional<String> key(TokenRequest form, Optional<String> attested) {
    Optional<String> named = form.find("dpop_jkt");
    if (named.filter(key -> !SHA256.matcher(key).matches()).isPresent()) {
      throw invalid("dpop-jkt-form", "dpop_jkt is not the thumbprint of a key.");
    }
    Optional<String> proved = attested.or(() -> provedKey(form));
    if (proved.isPresent() && named.filter(key -> !proved.get().equals(key)).isPresent()) {
      throw invalid("dpop-jkt-differs", "dpop_jkt is not the key that was proved.");
    }
    return proved.or(() -> named);
  }

  private Optional<String> provedKey(TokenRequest form) {
    return form.proofs().isEmpty()
        ? Optional.empty()
        : Optional.of(proofs.verify(form.proofs(), target(), Optional.empty()).key());
  }

  private static OAuthRefusal invalid(String check, String detail) {
    return new OAuthRefusal(OAuthError.INVALID_REQUEST, check, detail);
  }

  /** Faults of the node itself stay problems (503, 429), as at the token endpoint. */
  private static OAuthRefusal inOAuthTerms(ProblemException problem) {
    OAuthError error =
        switch (problem.type()) {
          case PROOF_OF_POSSESSION_FAILED -> OAuthError.ofProof(problem.check());
          case DPOP_PROOF_INVALID -> OAuthError.INVALID_DPOP_PROOF;
          case DPOP_NONCE_REQUIRED -> OAuthError.USE_DPOP_NONCE;
          case CREDENTIAL_NOT_TRUSTED -> OAuthError.INVALID_CLIENT;
          case MALFORMED_REQUEST ->
              problem.check().startsWith("capability")
                  ? OAuthError.INVALID_SCOPE
                  : OAuthError.INVALID_REQUEST;
          default -> throw problem;
        };
    return new OAuthRefusal(error, problem.check(), problem.detail());
  }

  private static AuditEntry named(AuditEntry row, PeopleClient client) {
    return row.with("client", client.id()).with("client_known_by", client.knownBy().text());
  }

  /** The row names the client only if there is one, since strangers may send any text. */
  private OAuthRefusal audited(OAuthRefusal refusal, TokenRequest form) {
    AuditEntry row =
        AuditEntry.of("authorization.refused", Outcome.DENIED, refusal.check(), "anonymous")
            .about("/oauth/par")
            .with("error", refusal.error().code());
    Optional<PeopleClient> client =
        form.form().getOrDefault("client_id", List.of()).stream()
            .findFirst()
            .flatMap(clients::find);
    writer.recordRefusal(client.map(known -> named(row, known)).orElse(row));
    return refusal;
  }
}
