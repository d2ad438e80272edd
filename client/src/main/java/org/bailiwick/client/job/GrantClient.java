package org.bailiwick.client.job;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * Gets grants for the authorization servers of other domains (identity chaining section 2.3), with
 * which {@link JobClient} gets tokens there.
 */
public final class GrantClient implements AutoCloseable {
  private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  private static final String TYPES = "urn:ietf:params:oauth:token-type:";
  private static final String ENDPOINT = "/oauth/token";

  private final JsonEndpoint master;
  private final String agent;

  public GrantClient(URI master, TrustedAuthority trusted, CredentialFolder folder) {
    this.master = new JsonEndpoint(master, folder.tls(trusted.trust(SpiffeId::isNode)));
    this.agent = folder.workload().toString();
  }

  /** The form of a grant. */
  public enum Form {
    JWT("jwt"),
    ID_JAG("id-jag");

    private final String type;

    Form(String type) {
      this.type = type;
    }
  }

  /**
   * The grant that is wanted.
   *
   * @param audience issuer id of the other domain's authorization server
   * @param scope in the words of this domain
   * @param resource there, to which the grant is restricted
   */
  public record Wanted(Form form, URI audience, CapabilitySet scope, Optional<String> resource) {}

  /** A grant for the work that the agent got this Txn-Token for. */
  public String forOrder(String txnToken, Wanted wanted) {
    return grant(txnToken, "txn_token", wanted);
  }

  /** A grant for work of the agent's own; the operator must have described the agent. */
  public String forOwnWork(Wanted wanted) {
    Map<String, String> request =
        Map.of(
            "grant_type",
            "client_credentials",
            "client_id",
            agent,
            "scope",
            wanted.scope().scope());
    return grant(token(request), "access_token", wanted);
  }

  private String grant(String subjectToken, String type, Wanted wanted) {
    Map<String, String> request = new TreeMap<>();
    request.put("grant_type", EXCHANGE);
    request.put("client_id", agent);
    request.put("subject_token", subjectToken);
    request.put("subject_token_type", TYPES + type);
    request.put("requested_token_type", TYPES + wanted.form().type);
    request.put("audience", wanted.audience().toString());
    request.put("scope", wanted.scope().scope());
    wanted.resource().ifPresent(resource -> request.put("resource", resource));
    return token(request);
  }

  private String token(Map<String, String> request) {
    return master.postForm(ENDPOINT, request, Map.of()).body().getString("access_token");
  }

  @Override
  public void close() {
    master.close();
  }
}
