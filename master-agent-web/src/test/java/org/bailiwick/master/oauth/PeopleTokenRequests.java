package org.bailiwick.master.oauth;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The token endpoint as clients of people use it. */
public final class PeopleTokenRequests {

  private final TokenEndpoint endpoint;

  public PeopleTokenRequests(TokenEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** The answer's body. */
  public JsonObject issue(Map<String, String> parameters, String... proofs) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    parameters.forEach(form::putSingle);
    return endpoint
        .issue(new TokenRequest(form, false, false, List.of(proofs)), Optional.empty())
        .body();
  }
}
