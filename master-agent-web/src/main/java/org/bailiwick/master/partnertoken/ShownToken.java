package org.bailiwick.master.partnertoken;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.introspection.TokenServer;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.GrantOrigin;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.json.JsonText;

/**
 * A partner's valid access token, with the caller that has shown it.
 *
 * @param agent the agent that the token's client means, which is the caller
 */
record ShownToken(
    TokenServer server,
    String compact,
    VouchedToken vouched,
    CallerIdentity caller,
    SpiffeId agent) {

  private static final String ID = "partner-";

  /**
   * The id in the token ledger. It comes from the server's own id of the token, since the text of a
   * signature may be written in two ways; what the server has no id for is known by its text.
   */
  String id() {
    return ID + Sha256.base64url(server.issuer() + "\n" + jti());
  }

  private String jti() {
    return vouched
        .jti()
        .map(jti -> "jti\n" + jti)
        .orElseGet(
            () -> {
              if (JwtChecks.claimedHeader(compact).isPresent()) {
                throw TokenServer.refused("claim-jti", "The server has no id for the token.");
              }
              return "text\n" + compact;
            });
  }

  String principal() {
    return server.issuer() + "#" + vouched.subject();
  }

  /** All that the token itself permits, in the capabilities of this domain. */
  CapabilitySet scope() {
    return server.terms().scopeOf(vouched.scope());
  }

  /** The token as the resource server uses it, with the scope that the caller has of it now. */
  AccessToken with(CapabilitySet permitted) {
    return new AccessToken(
        id(),
        principal(),
        agent.toString(),
        permitted,
        vouched.binding(),
        vouched.lifetime().issuedAt(),
        vouched.lifetime().expiresAt());
  }

  TokenRecord record() {
    GrantOrigin origin =
        new GrantOrigin(
            server.issuer(),
            idThere(),
            digest(),
            Optional.empty(), // it is no grant
            actor(),
            principal(),
            vouched.lifetime().issuedAt(),
            vouched.lifetime().expiresAt());
    return new TokenRecord(
        id(),
        TokenKind.PARTNER,
        TokenOrigin.of(origin, caller),
        Optional.of(agent.toString()),
        Optional.empty(),
        scope(),
        vouched.lifetime(),
        Optional.empty()); // of what this node has signed
  }

  AuthorizationContext context() {
    return new AuthorizationContext(
        agent.toString(),
        principal(),
        vouched.scope(),
        Optional.empty(),
        server.terms().audience(),
        new AuthorizationContext.Assertion(
            AuthorizationContext.ACCESS_TOKEN,
            AccessToken.TYP,
            server.issuer(),
            idThere(),
            digest()),
        JsonText.of(vouched.act()),
        vouched.txn());
  }

  private String idThere() {
    return vouched.jti().orElse("");
  }

  private String digest() {
    return OwnTokens.digest(compact);
  }

  /** The claims that name the acting party at the partner, as those of a grant are kept. */
  private String actor() {
    Map<String, Object> members = new TreeMap<>();
    members.put("client_id", vouched.clientId());
    if (!vouched.act().isEmpty()) {
      members.put("act", vouched.act());
    }
    return JsonText.of(members);
  }

  /** Omits the token. */
  @Override
  public String toString() {
    return "ShownToken[" + server.issuer() + "]";
  }
}
