package org.bailiwick.master.oauth;

import java.time.Duration;
import java.util.Set;
import org.bailiwick.master.clientauth.AttestationChallengeResource;

/** The issuer id (the base URL) and the lifetime of access tokens. */
public record TokenSettings(String issuer, Duration accessTokenLifetime) {

  /** The path of the MCP server, below the issuer id. */
  public static final String MCP = "/mcp";

  /** The URL of the MCP server, which is a resource with metadata of its own (RFC 9728). */
  String mcpServer() {
    return issuer + MCP;
  }

  /** The URL of the token endpoint. */
  public String tokenEndpoint() {
    return issuer + "/oauth/token";
  }

  /** The URL of the authorization endpoint (RFC 6749 section 3.1). */
  public String authorizationEndpoint() {
    return issuer + "/oauth/authorize";
  }

  /** The URL at which authorization requests are pushed (RFC 9126). */
  public String pushedRequestEndpoint() {
    return issuer + "/oauth/par";
  }

  /** Where identity providers send browsers back to. */
  public String callbackEndpoint() {
    return issuer + "/oauth/callback";
  }

  /** The URL of challenges for proofs of attested keys. */
  String challengeEndpoint() {
    return issuer + AttestationChallengeResource.PATH;
  }

  /** The URL of the revocation endpoint (RFC 7009). */
  String revocationEndpoint() {
    return issuer + "/oauth/revoke";
  }

  /** The URL of the introspection endpoint (RFC 7662). */
  String introspectionEndpoint() {
    return issuer + "/oauth/introspect";
  }

  /** The accepted audiences of a partner's grant (RFC 7523 section 3). */
  Set<String> audiences() {
    return Set.of(issuer, tokenEndpoint());
  }
}
