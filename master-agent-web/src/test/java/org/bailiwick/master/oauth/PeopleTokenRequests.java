package org.bailiwick.master.oauth;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.master.clientauth.ShownProofs;

/** The token endpoint as clients of people use it. */
public final class PeopleTokenRequests {

  private final TokenEndpoint endpoint;

  public PeopleTokenRequests(TokenEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** The answer's body. */
  public JsonObject issue(Map<String, String> parameters, String... proofs) {
    return issue(parameters, ShownProofs.ofDpop(List.of(proofs)));
  }

  /** The answer's body to a request with these headers. */
  public JsonObject issue(Map<String, String> parameters, ShownProofs shown) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    parameters.forEach(form::putSingle);
    return endpoint.issue(new TokenRequest(form, false, false, shown), Optional.empty()).body();
  }
}
