package org.bailiwick.client.job;

import jakarta.json.Json;
import java.net.URI;
import java.util.Map;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;

/** Exchanges a Txn-Token for a narrower one at the transaction token service (RFC 8693). */
public final class TokenClient implements AutoCloseable {
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String TXN_TOKEN = "urn:ietf:params:oauth:token-type:txn_token";

  private final JsonEndpoint master;
  private final TrustDomain domain;

  public TokenClient(URI master, TrustedAuthority trusted, CredentialFolder folder) {
    this.master = new JsonEndpoint(master, folder.tls(trusted.trust(SpiffeId::isNode)));
    this.domain = trusted.domain();
  }

  /**
   * Gets a token of the same transaction with only this scope and for this callee.
   *
   * @param requestId id of the request for which the token is needed, for the audit log and for the
   *     callee, which finds it in the token
   */
  public String narrow(String txnToken, CapabilitySet scope, AgentId callee, String requestId) {
    Map<String, String> request =
        Map.of(
            "grant_type",
            GRANT,
            "subject_token",
            txnToken,
            "subject_token_type",
            TXN_TOKEN,
            "requested_token_type",
            TXN_TOKEN,
            "audience",
            domain.name(),
            "scope",
            scope.scope(),
            "resource",
            callee.toString(),
            "request_context",
            context(requestId));
    return master
        .postForm("/oauth/token", request, Map.of("X-Request-ID", requestId))
        .body()
        .getString("access_token");
  }

  private static String context(String requestId) {
    return Json.createObjectBuilder().add("request_id", requestId).build().toString();
  }

  @Override
  public void close() {
    master.close();
  }
}
