package org.bailiwick.master.oauth;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;

/**
 * The form of a token request. Each parameter may occur only once (RFC 6749 section 3.2).
 *
 * @param proofs the values of the header DPoP
 */
record TokenRequest(MultivaluedMap<String, String> form, boolean hasQuery, List<String> proofs) {

  TokenRequest(MultivaluedMap<String, String> form) {
    this(form, false, List.of());
  }

  TokenRequest(MultivaluedMap<String, String> form, boolean hasQuery) {
    this(form, hasQuery, List.of());
  }

  /** Whether the client proves a key with a JWT grant. */
  boolean provesKey() {
    return !proofs.isEmpty()
        && find("grant_type").filter(GrantExchange.GRANT_TYPE::equals).isPresent();
  }

  /**
   * Refuses parameters in the query, even if the form is complete, because a query with a grant or
   * a token is in the logs of servers on the way.
   */
  void requireNoQuery() {
    if (hasQuery) {
      throw new OAuthRefusal(
          OAuthError.INVALID_REQUEST,
          "query-parameters",
          "The parameters of a token request belong into its body.");
    }
  }

  /**
   * The value of a parameter. RFC 8707 and RFC 8693 allow several values of resource and audience,
   * but this server issues a token for one target only.
   */
  Optional<String> find(String name) {
    List<String> values = form.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new OAuthRefusal(
          OAuthError.INVALID_REQUEST, "parameter-repeated", "A parameter occurs more than once.");
    }
    // RFC 6749 section 3.2: a parameter without a value is treated as omitted.
    return values.stream().filter(value -> !value.isEmpty()).findFirst();
  }

  String require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new OAuthRefusal(
                    OAuthError.INVALID_REQUEST, "parameter-missing", name + " is missing."));
  }
}
