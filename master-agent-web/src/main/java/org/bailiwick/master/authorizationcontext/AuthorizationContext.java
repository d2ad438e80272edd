package org.bailiwick.master.authorizationcontext;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.audit.AuditEntry;

/**
 * The kept part of a grant that crosses the border of a domain, in either direction (draft-ni,
 * "Authorization Chaining Across Domains"): the original agent, scope, resource, audience, grant
 * type and assertion, and for whom the agent acts.
 *
 * @param agent the agent that presents the grant, by its SPIFFE id
 * @param scope in the words of the domain that the grant is for
 * @param resource to which the grant is restricted, if it is
 * @param act the earlier agents, as the claim of this name (RFC 8693 section 4.1), in JSON
 * @param txn the transaction in the domain that has made the grant, if the grant names it
 */
public record AuthorizationContext(
    String agent,
    String subject,
    String scope,
    Optional<String> resource,
    String audience,
    Assertion assertion,
    String act,
    Optional<String> txn) {

  /** The grant type of every grant that crosses a border (RFC 7523 section 2.1). */
  public static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  /**
   * The token type of a partner's access token (RFC 8693 section 3), which stands in the place of a
   * grant type where such a token was shown itself.
   */
  public static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  /**
   * The grant itself, which is never stored: the grant type of the token request that it is made
   * for, its {@code typ}, issuer, {@code jti} and hex SHA-256.
   */
  public record Assertion(String grantType, String typ, String issuer, String jti, String sha256) {}

  /** The same for another grant with these contents. */
  public AuthorizationContext with(String jti, String sha256) {
    return new AuthorizationContext(
        agent,
        subject,
        scope,
        resource,
        audience,
        new Assertion(assertion.grantType(), assertion.typ(), assertion.issuer(), jti, sha256),
        act,
        txn);
  }

  /** The audit entry with all of it. */
  public AuditEntry in(AuditEntry entry) {
    return entry
        .with("agent", agent)
        .with("for", subject)
        .with("scope", scope)
        .with("resource", resource.orElse(""))
        .with("audience", audience)
        .with("grant_type", assertion.grantType())
        .with("grant_typ", assertion.typ())
        .with("grant_issuer", assertion.issuer())
        .with("grant_jti", assertion.jti())
        .with("grant_sha256", assertion.sha256())
        .with("act", act)
        .with("txn", txn.orElse(""));
  }

  /** As jobs show it. */
  public JsonObject json() {
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("agent", agent)
            .add("subject", subject)
            .add("scope", scope)
            .add("audience", audience)
            .add("grant_type", assertion.grantType())
            .add(
                "assertion",
                Json.createObjectBuilder()
                    .add("typ", assertion.typ())
                    .add("iss", assertion.issuer())
                    .add("jti", assertion.jti())
                    .add("sha256", assertion.sha256()))
            .add("act", StrictJson.object(act));
    resource.ifPresent(restricted -> json.add("resource", restricted));
    txn.ifPresent(transaction -> json.add("txn", transaction));
    return json.build();
  }
}
