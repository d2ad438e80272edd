package org.bailiwick.master.tokenstatus;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.function.BiFunction;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.oauth.OAuthError;
import org.bailiwick.master.oauth.OAuthRefusal;
import org.bailiwick.master.oauth.TokenRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Serves introspection and revocation: identifies who asks by its certificate (RFC 8705 section 2),
 * and audits refusals, which become OAuth errors.
 */
@Dependent
public class TokenStatusEndpoint {

  private final TokenIntrospection introspection;
  private final ClientRevocation revocation;
  private final PeopleTokens people;
  private final GroupWriter writer;

  @Inject
  TokenStatusEndpoint(
      TokenIntrospection introspection,
      ClientRevocation revocation,
      PeopleTokens people,
      GroupWriter writer) {
    this.introspection = introspection;
    this.revocation = revocation;
    this.people = people;
    this.writer = writer;
  }

  /** The answer of the introspection endpoint. */
  JsonObject introspect(TokenRequest request, Optional<VerifiedPeer> peer) {
    return answer("/oauth/introspect", request, peer, introspection::of);
  }

  /** Returns when the token, if it is the client's own, has ended durably. */
  void revoke(TokenRequest request, Optional<VerifiedPeer> peer) {
    if (peer.isEmpty() && people.isOfClient(request)) {
      revokeOfPeople(request);
      return;
    }
    answer(
        "/oauth/revoke",
        request,
        peer,
        (token, client) -> {
          revocation.revoke(token, client);
          return JsonObject.EMPTY_JSON_OBJECT;
        });
  }

  private void revokeOfPeople(TokenRequest request) {
    try {
      request.requireNoQuery();
      people.revoke(request.require("client_id"), request.require("token"));
    } catch (OAuthRefusal e) {
      throw audited(e, "/oauth/revoke", Optional.empty());
    } catch (ProblemException e) {
      throw audited(inOAuthTerms(e), "/oauth/revoke", Optional.empty());
    }
  }

  private JsonObject answer(
      String path,
      TokenRequest request,
      Optional<VerifiedPeer> peer,
      BiFunction<String, VerifiedPeer, JsonObject> work) {
    try {
      request.requireNoQuery();
      VerifiedPeer client = client(request, peer);
      request.find("token_type_hint"); // each kind of token is recognised without a hint
      return work.apply(request.require("token"), client);
    } catch (OAuthRefusal e) {
      throw audited(e, path, peer);
    } catch (ProblemException e) {
      throw audited(inOAuthTerms(e), path, peer);
    }
  }

  private static VerifiedPeer client(TokenRequest request, Optional<VerifiedPeer> peer) {
    VerifiedPeer client =
        peer.orElseThrow(
            () ->
                new OAuthRefusal(
                    OAuthError.INVALID_CLIENT,
                    "peer-certificate-required",
                    "A client certificate is required."));
    if (!request.require("client_id").equals(client.id().toString())) {
      throw new OAuthRefusal(
          OAuthError.INVALID_CLIENT, "client-id", "client_id is not the certificate's identity.");
    }
    return client;
  }

  /** Faults of the node itself stay problems (503, 500), as at the token endpoint. */
  private static OAuthRefusal inOAuthTerms(ProblemException problem) {
    OAuthError error =
        switch (problem.type()) {
          case POLICY_DENIED -> OAuthError.UNAUTHORIZED_CLIENT;
          case MALFORMED_REQUEST -> OAuthError.INVALID_REQUEST;
          default -> throw problem;
        };
    return new OAuthRefusal(error, problem.check(), problem.detail());
  }

  private OAuthRefusal audited(OAuthRefusal refusal, String path, Optional<VerifiedPeer> peer) {
    String subject = peer.map(client -> client.id().toString()).orElse("anonymous");
    writer.recordRefusal(
        AuditEntry.of("token.refused", Outcome.DENIED, refusal.check(), subject)
            .about(path)
            .with("error", refusal.error().code()));
    return refusal;
  }
}
